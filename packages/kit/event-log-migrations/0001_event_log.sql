-- The event log on PostgreSQL: append-only, partitioned by key, read by consumer groups.
-- Offsets of a partition have no gaps, and the partition's row is locked from taking an offset until the commit: what is
-- visible is always a prefix, so a reader that goes on from its last offset can never skip a late commit.

CREATE TABLE event_log_topics (
  topic text PRIMARY KEY,
  partitions integer NOT NULL CHECK (partitions > 0)
);

CREATE TABLE event_log_partitions (
  topic text NOT NULL REFERENCES event_log_topics,
  partition integer NOT NULL,
  next_offset bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (topic, partition)
) WITH (fillfactor = 50);

CREATE TABLE event_log (
  topic text NOT NULL,
  partition integer NOT NULL,
  log_offset bigint NOT NULL,
  event_id uuid NOT NULL,
  key text NOT NULL,
  type text NOT NULL,
  source text NOT NULL,
  occurred_at timestamptz NOT NULL,
  traceparent text,
  attributes jsonb,
  payload bytea NOT NULL,
  PRIMARY KEY (topic, partition, log_offset)
);

-- Who is alive in a consumer group. A member that stops renewing its lease loses its partitions.
CREATE TABLE event_log_members (
  consumer_group text NOT NULL,
  member uuid NOT NULL,
  topics text[] NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (consumer_group, member)
) WITH (fillfactor = 50);

-- How far a group is, and which member may say so: a commit needs the generation under which it took the partition.
CREATE TABLE event_log_offsets (
  consumer_group text NOT NULL,
  topic text NOT NULL,
  partition integer NOT NULL,
  committed bigint NOT NULL,
  owner uuid,
  generation bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (consumer_group, topic, partition),
  FOREIGN KEY (topic, partition) REFERENCES event_log_partitions
) WITH (fillfactor = 50);

CREATE FUNCTION event_log_ensure_topic(new_topic text, partition_count integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  known integer;
BEGIN
  SELECT t.partitions INTO known FROM event_log_topics t WHERE t.topic = new_topic;
  IF known IS NULL THEN
    INSERT INTO event_log_topics VALUES (new_topic, partition_count) ON CONFLICT DO NOTHING;
    SELECT t.partitions INTO known FROM event_log_topics t WHERE t.topic = new_topic;
    INSERT INTO event_log_partitions SELECT new_topic, n FROM generate_series(0, known - 1) n ON CONFLICT DO NOTHING;
  END IF;
  RETURN known;
END $$;

-- Appends a batch. The arrays run in parallel. Partitions are locked in one order, so that publishers cannot deadlock.
CREATE FUNCTION event_log_append(
  topics text[], partitions integer[], keys text[], ids uuid[], types text[], sources text[],
  times timestamptz[], traceparents text[], attribute_sets jsonb[], payloads bytea[]
) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM event_log_partitions p
    WHERE (p.topic, p.partition) IN (SELECT w.topic, w.partition FROM unnest(topics, partitions) w(topic, partition))
    ORDER BY p.topic, p.partition FOR NO KEY UPDATE;

  WITH incoming AS MATERIALIZED (
    SELECT i.*, row_number() OVER (PARTITION BY i.topic, i.partition ORDER BY i.n) AS place
    FROM unnest(topics, partitions, keys, ids, types, sources, times, traceparents, attribute_sets, payloads) WITH ORDINALITY
      i(topic, partition, key, id, type, source, time, traceparent, attributes, payload, n)
  ), counted AS (
    SELECT topic, partition, count(*) AS events FROM incoming GROUP BY topic, partition
  ), advanced AS (
    UPDATE event_log_partitions p SET next_offset = p.next_offset + c.events
    FROM counted c WHERE p.topic = c.topic AND p.partition = c.partition
    RETURNING p.topic, p.partition, p.next_offset - c.events AS first_offset
  )
  INSERT INTO event_log
    (topic, partition, log_offset, event_id, key, type, source, occurred_at, traceparent, attributes, payload)
  SELECT i.topic, i.partition, a.first_offset + i.place - 1, i.id, i.key, i.type, i.source, i.time, i.traceparent,
    i.attributes, i.payload
  FROM incoming i JOIN advanced a USING (topic, partition);
END $$;

-- Renews a member's lease, gives up what is above its share, takes what is free up to its share, and answers what it owns.
-- Called between batches only: a member with a batch in hand renews by event_log_renew and keeps its partitions.
CREATE FUNCTION event_log_join(
  my_group text, me uuid, my_topics text[], lease_ms integer, from_start boolean
) RETURNS TABLE (topic text, partition integer, generation bigint, committed bigint, next_offset bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  my_topic text;
  share bigint;
  owned bigint;
BEGIN
  -- Leases and offsets may be lost in a crash: the price is a second delivery. So nobody waits for the disk here.
  PERFORM set_config('synchronous_commit', 'off', true);

  INSERT INTO event_log_members VALUES (my_group, me, my_topics, clock_timestamp() + lease_ms * interval '1 ms')
    ON CONFLICT (consumer_group, member) DO UPDATE SET topics = excluded.topics, expires_at = excluded.expires_at;
  DELETE FROM event_log_members m WHERE (m.consumer_group, m.member) IN (
    SELECT d.consumer_group, d.member FROM event_log_members d
    WHERE d.consumer_group = my_group AND d.expires_at < clock_timestamp() FOR UPDATE SKIP LOCKED);

  INSERT INTO event_log_offsets (consumer_group, topic, partition, committed)
    SELECT my_group, p.topic, p.partition, CASE WHEN from_start THEN 0 ELSE p.next_offset END
    FROM event_log_partitions p
    WHERE p.topic = ANY (my_topics) AND NOT EXISTS (
      SELECT FROM event_log_offsets o
      WHERE o.consumer_group = my_group AND o.topic = p.topic AND o.partition = p.partition)
    ON CONFLICT DO NOTHING;

  FOREACH my_topic IN ARRAY my_topics LOOP
    -- The share of a topic: its partitions divided by its members, the remainder going to the first of them.
    SELECT t.partitions / m.members + CASE WHEN m.before_me < t.partitions % m.members THEN 1 ELSE 0 END INTO share
      FROM event_log_topics t, (
        SELECT count(*) AS members, count(*) FILTER (WHERE l.member < me) AS before_me
        FROM event_log_members l WHERE l.consumer_group = my_group AND my_topic = ANY (l.topics)) m
      WHERE t.topic = my_topic;
    SELECT count(*) INTO owned FROM event_log_offsets o
      WHERE o.consumer_group = my_group AND o.topic = my_topic AND o.owner = me;

    IF owned > share THEN
      UPDATE event_log_offsets o SET owner = NULL WHERE o.consumer_group = my_group AND o.topic = my_topic
        AND o.partition IN (
          SELECT x.partition FROM event_log_offsets x
          WHERE x.consumer_group = my_group AND x.topic = my_topic AND x.owner = me
          ORDER BY x.partition DESC LIMIT owned - share);
    ELSIF owned < share THEN
      UPDATE event_log_offsets o SET owner = me, generation = o.generation + 1
        WHERE o.consumer_group = my_group AND o.topic = my_topic AND o.partition IN (
          SELECT x.partition FROM event_log_offsets x
          WHERE x.consumer_group = my_group AND x.topic = my_topic AND (x.owner IS NULL OR NOT EXISTS (
            SELECT FROM event_log_members m WHERE m.consumer_group = my_group AND m.member = x.owner))
          ORDER BY x.partition LIMIT share - owned FOR UPDATE SKIP LOCKED);
    END IF;
  END LOOP;

  RETURN QUERY SELECT o.topic, o.partition, o.generation, o.committed, p.next_offset
    FROM event_log_offsets o JOIN event_log_partitions p ON p.topic = o.topic AND p.partition = o.partition
    WHERE o.consumer_group = my_group AND o.topic = ANY (my_topics) AND o.owner = me;
END $$;

-- Renews the lease while a batch is in hand.
CREATE FUNCTION event_log_renew(my_group text, me uuid, lease_ms integer) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  UPDATE event_log_members SET expires_at = clock_timestamp() + lease_ms * interval '1 ms'
    WHERE consumer_group = my_group AND member = me;
END $$;

-- Commits offsets and answers the partitions whose commit was refused, because they have been taken or rewound meanwhile.
CREATE FUNCTION event_log_commit(
  my_group text, me uuid, topics text[], partitions integer[], generations bigint[], positions bigint[]
) RETURNS TABLE (topic text, partition integer)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  RETURN QUERY
    WITH done AS (
      SELECT * FROM unnest(topics, partitions, generations, positions) d(topic, partition, generation, committed)
    ), updated AS (
      UPDATE event_log_offsets o SET committed = d.committed FROM done d
      WHERE o.consumer_group = my_group AND o.topic = d.topic AND o.partition = d.partition
        AND o.owner = me AND o.generation = d.generation
      RETURNING o.topic, o.partition
    )
    SELECT d.topic, d.partition FROM done d
    WHERE NOT EXISTS (SELECT FROM updated u WHERE u.topic = d.topic AND u.partition = d.partition);
END $$;

-- Leaves the group: its partitions are free at once.
CREATE FUNCTION event_log_leave(my_group text, me uuid) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE event_log_offsets SET owner = NULL WHERE consumer_group = my_group AND owner = me;
  DELETE FROM event_log_members WHERE consumer_group = my_group AND member = me;
END $$;

-- What has been published stays as it is: the role that the services share can append and read.
DO $$
BEGIN
  IF current_setting('pms.app_role', true) <> '' THEN
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON event_log, event_log_topics FROM %I',
                   current_setting('pms.app_role', true));
  END IF;
END
$$;
