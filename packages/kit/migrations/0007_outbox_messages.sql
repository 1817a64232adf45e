-- Messages to be published, as a table: for statements that put them into the outbox together with their cause. The arrays run
-- in parallel; the payloads come as one piece of bytes, each with where it begins (from 1) and how long it is, because as an array
-- they would travel as hexadecimal text, twice as long and parsed letter by letter.
CREATE FUNCTION outbox_messages(
  ids uuid[], topics text[], keys text[], types text[], traceparents text[], starts integer[], lengths integer[], payloads bytea
) RETURNS TABLE (id uuid, topic text, key text, type text, traceparent text, payload bytea, n bigint)
LANGUAGE sql IMMUTABLE AS $$
  SELECT m.id, m.topic, m.key, m.type, m.traceparent, substring(payloads FROM m.start FOR m.length), m.n
  FROM unnest(ids, topics, keys, types, traceparents, starts, lengths)
    WITH ORDINALITY m(id, topic, key, type, traceparent, start, length, n)
$$;
