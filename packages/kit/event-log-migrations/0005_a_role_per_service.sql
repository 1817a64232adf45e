-- Each service has a role of its own here, and the database says what it may do: append to its own topics, under its own name,
-- read what it consumes, and move its own consumer groups. The role that the tables were made for is the operators'.

CREATE TABLE event_log_access (
  role name NOT NULL,
  action text NOT NULL CHECK (action IN ('publish', 'consume', 'group')),
  -- A topic, or the name of a group, which stands for all groups that go on with a dot after it; '*' is any.
  name text NOT NULL,
  -- Of 'publish': the CloudEvents source that its events must name; null is any.
  source text,
  PRIMARY KEY (role, action, name)
);

-- The tables whose rows belong to a consumer group each.
CREATE FUNCTION event_log_group_tables() RETURNS regclass[]
LANGUAGE sql STABLE AS $$
  SELECT array_agg(c.oid::regclass) FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    AND c.relname IN ('event_log_members', 'event_log_offsets', 'event_log_absences')
$$;

-- Lets a role in, with this and nothing else. For the owner alone, who provisions.
CREATE FUNCTION event_log_admit(
  new_role name, own_source text, publishes text[], consumes text[], own_group text
) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  kept regclass;
BEGIN
  DELETE FROM event_log_access a WHERE a.role = new_role;
  INSERT INTO event_log_access SELECT new_role, 'publish', t, own_source FROM unnest(publishes) t;
  INSERT INTO event_log_access SELECT new_role, 'consume', t FROM unnest(consumes) t;
  INSERT INTO event_log_access VALUES (new_role, 'group', own_group);
  EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', new_role);
  EXECUTE format('GRANT SELECT ON event_log, event_log_topics, event_log_partitions, schema_migrations TO %I', new_role);
  FOREACH kept IN ARRAY event_log_group_tables() LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %I', kept, new_role);
  END LOOP;
END $$;

CREATE FUNCTION event_log_refuse(what text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% may not %', session_user, what USING ERRCODE = 'insufficient_privilege';
END $$;

-- The session's own role counts, which SET ROLE does not change.
CREATE FUNCTION event_log_may_group(my_group text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM event_log_access a WHERE a.role = session_user AND a.action = 'group'
    AND (a.name IN ('*', my_group) OR starts_with(my_group, a.name || '.')))
$$;

CREATE FUNCTION event_log_may_consume(my_topic text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM event_log_access a WHERE a.role = session_user AND a.action = 'consume'
    AND a.name IN ('*', my_topic))
$$;

-- A consumer gives up what it consumes, in the name of its own group; the event keeps the source that it came with.
CREATE FUNCTION event_log_may_publish(my_topic text, my_source text, attributes jsonb) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM event_log_access a WHERE a.role = session_user AND a.action = 'publish'
      AND a.name IN ('*', my_topic) AND (a.source IS NULL OR a.source = my_source))
    OR (my_topic LIKE '%.dlq' AND event_log_may_consume(regexp_replace(my_topic, '\.dlq$', ''))
      AND event_log_may_group(attributes ->> 'dlqgroup'))
$$;

CREATE FUNCTION event_log_readable() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg(t.topic), '{}') FROM event_log_topics t WHERE event_log_may_consume(t.topic)
$$;

ALTER TABLE event_log ENABLE ROW LEVEL SECURITY;
CREATE POLICY event_log_consumed ON event_log FOR SELECT USING (topic = ANY ((SELECT event_log_readable())::text[]));

-- Everybody sees how far the groups are; only its own service moves one.
DO $$
DECLARE
  kept regclass;
BEGIN
  FOREACH kept IN ARRAY event_log_group_tables() LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', kept);
    EXECUTE format('CREATE POLICY all_are_seen ON %s FOR SELECT USING (true)', kept);
    EXECUTE format('CREATE POLICY own_are_added ON %s FOR INSERT WITH CHECK (event_log_may_group(consumer_group))', kept);
    EXECUTE format('CREATE POLICY own_are_moved ON %s FOR UPDATE USING (event_log_may_group(consumer_group))', kept);
    EXECUTE format('CREATE POLICY own_are_removed ON %s FOR DELETE USING (event_log_may_group(consumer_group))', kept);
  END LOOP;
END
$$;

-- What has been a function for everybody goes on behind one that asks first who calls.
ALTER FUNCTION event_log_append(
  text[], integer[], text[], uuid[], text[], text[], timestamptz[], text[], jsonb[], integer[], bytea)
  RENAME TO event_log_append_unchecked;
ALTER FUNCTION event_log_ensure_topic(text, integer) RENAME TO event_log_ensure_topic_unchecked;
ALTER FUNCTION event_log_join(text, uuid, text[], integer, boolean) RENAME TO event_log_join_unchecked;
ALTER FUNCTION event_log_renew(text, uuid, integer) RENAME TO event_log_renew_unchecked;
ALTER FUNCTION event_log_commit(text, uuid, text[], integer[], bigint[], bigint[]) RENAME TO event_log_commit_unchecked;
ALTER FUNCTION event_log_leave(text, uuid) RENAME TO event_log_leave_unchecked;

CREATE FUNCTION event_log_append(
  topics text[], partitions integer[], keys text[], ids uuid[], types text[], sources text[],
  times timestamptz[], traceparents text[], attribute_sets jsonb[], lengths integer[], payloads bytea
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  refused text;
BEGIN
  SELECT format('publish to %s as %s', e.topic, e.source) INTO refused
    FROM (SELECT DISTINCT i.topic, i.source, CASE WHEN i.topic LIKE '%.dlq' THEN i.attributes END AS attributes
      FROM unnest(topics, sources, attribute_sets) i(topic, source, attributes)) e
    WHERE event_log_may_publish(e.topic, e.source, e.attributes) IS NOT TRUE LIMIT 1;
  IF refused IS NOT NULL THEN
    PERFORM event_log_refuse(refused);
  END IF;
  PERFORM event_log_append_unchecked(topics, partitions, keys, ids, types, sources, times, traceparents, attribute_sets,
    lengths, payloads);
END $$;

CREATE FUNCTION event_log_ensure_topic(new_topic text, partition_count integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  base text := regexp_replace(new_topic, '\.dlq$', '');
BEGIN
  IF NOT event_log_may_consume(base) AND NOT EXISTS (SELECT FROM event_log_access a
    WHERE a.role = session_user AND a.action = 'publish' AND a.name IN ('*', new_topic)) THEN
    PERFORM event_log_refuse('use the topic ' || new_topic);
  END IF;
  RETURN event_log_ensure_topic_unchecked(new_topic, partition_count);
END $$;

CREATE FUNCTION event_log_require_group(my_group text, my_topics text[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF event_log_may_group(my_group) IS NOT TRUE
    OR EXISTS (SELECT FROM unnest(my_topics) t WHERE event_log_may_consume(t) IS NOT TRUE) THEN
    PERFORM event_log_refuse('consume as ' || my_group);
  END IF;
END $$;

CREATE FUNCTION event_log_join(
  my_group text, me uuid, my_topics text[], lease_ms integer, from_start boolean
) RETURNS TABLE (topic text, partition integer, generation bigint, committed bigint, next_offset bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM event_log_require_group(my_group, my_topics);
  RETURN QUERY SELECT * FROM event_log_join_unchecked(my_group, me, my_topics, lease_ms, from_start);
END $$;

CREATE FUNCTION event_log_renew(my_group text, me uuid, lease_ms integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM event_log_require_group(my_group, '{}');
  PERFORM event_log_renew_unchecked(my_group, me, lease_ms);
END $$;

CREATE FUNCTION event_log_commit(
  my_group text, me uuid, topics text[], partitions integer[], generations bigint[], positions bigint[]
) RETURNS TABLE (topic text, partition integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM event_log_require_group(my_group, '{}');
  RETURN QUERY SELECT * FROM event_log_commit_unchecked(my_group, me, topics, partitions, generations, positions);
END $$;

CREATE FUNCTION event_log_leave(my_group text, me uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM event_log_require_group(my_group, '{}');
  PERFORM event_log_leave_unchecked(my_group, me);
END $$;

-- The unchecked ones and the admission are the owner's; of the operators' role stays what it had, but for the log itself.
DO $$
DECLARE
  operators text := current_setting('pms.app_role', true);
  internal regprocedure;
BEGIN
  FOR internal IN SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    AND (p.proname LIKE 'event\_log\_%\_unchecked' OR p.proname = 'event_log_admit') LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', internal);
    IF operators <> '' THEN
      EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM %I', internal, operators);
    END IF;
  END LOOP;
  IF operators <> '' THEN
    INSERT INTO event_log_access VALUES
      (operators, 'publish', '*'), (operators, 'consume', '*'), (operators, 'group', '*');
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON event_log_access, event_log FROM %I', operators);
  END IF;
END
$$;
