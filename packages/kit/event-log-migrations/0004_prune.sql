-- The log keeps events for a while, not for good: what they tell stands in the services, and the audit in its store.

-- What is before it has been deleted.
ALTER TABLE event_log_partitions ADD COLUMN first_offset bigint NOT NULL DEFAULT 0;
-- Space of deleted rows is to be used again soon: by default a fifth of the table would have to be dead first.
ALTER TABLE event_log SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);

-- For how long a group has had no member, counted while the system runs: a clinic that is closed for weeks forgets nobody.
CREATE TABLE event_log_absences (
  consumer_group text PRIMARY KEY,
  absent interval NOT NULL DEFAULT '0',
  counted_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Counts the absences and forgets groups that have been absent for 30 days: what they have not consumed waits no longer.
CREATE FUNCTION event_log_forget_absent_groups() RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO event_log_absences (consumer_group)
    SELECT DISTINCT consumer_group FROM event_log_offsets ON CONFLICT DO NOTHING;
  UPDATE event_log_absences a SET counted_at = clock_timestamp(), absent = CASE
    WHEN EXISTS (SELECT FROM event_log_members m
      WHERE m.consumer_group = a.consumer_group AND m.expires_at > clock_timestamp()) THEN interval '0'
    ELSE a.absent + greatest('0', least('5 minutes', clock_timestamp() - a.counted_at)) END;
  RETURN QUERY
    WITH gone AS (DELETE FROM event_log_absences a WHERE a.absent > interval '30 days' RETURNING a.consumer_group),
      offsets AS (DELETE FROM event_log_offsets o USING gone WHERE o.consumer_group = gone.consumer_group),
      members AS (DELETE FROM event_log_members m USING gone WHERE m.consumer_group = gone.consumer_group)
    SELECT gone.consumer_group FROM gone;
END $$;

-- Deletes of a partition the oldest events that happened before `before` and that every group has consumed, at most `most`.
-- Answers how many. Nobody waits for it: publishers of this partition for the time of one small statement at most.
CREATE FUNCTION event_log_prune(my_topic text, my_partition integer, before timestamptz, most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  begins bigint;
  held bigint;
  up_to bigint;
  deleted bigint;
BEGIN
  SELECT p.first_offset, least(p.next_offset, (SELECT min(o.committed) FROM event_log_offsets o
      WHERE o.topic = p.topic AND o.partition = p.partition))
    INTO begins, held
    FROM event_log_partitions p WHERE p.topic = my_topic AND p.partition = my_partition;
  SELECT coalesce(min(l.log_offset) FILTER (WHERE l.occurred_at >= before), max(l.log_offset) + 1) INTO up_to
    FROM (SELECT e.log_offset, e.occurred_at FROM event_log e
      WHERE e.topic = my_topic AND e.partition = my_partition AND e.log_offset >= begins AND e.log_offset < held
      ORDER BY e.log_offset LIMIT most) l;
  IF up_to IS NULL OR up_to <= begins THEN RETURN 0; END IF;
  DELETE FROM event_log e WHERE e.topic = my_topic AND e.partition = my_partition
    AND e.log_offset >= begins AND e.log_offset < up_to;
  GET DIAGNOSTICS deleted = ROW_COUNT;
  UPDATE event_log_partitions p SET first_offset = up_to
    WHERE p.topic = my_topic AND p.partition = my_partition AND p.first_offset < up_to;
  RETURN deleted;
END $$;

-- Dead letters wait for a person, however long. Those that were replayed or discarded before `before` go, with their markers.
CREATE FUNCTION event_log_prune_settled(my_topic text, before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  deleted bigint;
BEGIN
  IF my_topic NOT LIKE '%.dlq' THEN RETURN 0; END IF;
  WITH markers AS MATERIALIZED (
    SELECT m.partition, m.log_offset, m.attributes ->> 'dlqid' AS letter, m.attributes ->> 'dlqgroup' AS of_group
    FROM event_log m WHERE m.topic = my_topic AND m.type = 'DeadLetterSettled' AND m.occurred_at < before
  )
  DELETE FROM event_log l USING markers m
    WHERE l.topic = my_topic AND l.partition = m.partition AND (l.log_offset = m.log_offset
      OR (l.log_offset < m.log_offset AND l.event_id::text = m.letter AND l.attributes ->> 'dlqgroup' = m.of_group));
  GET DIAGNOSTICS deleted = ROW_COUNT;
  RETURN deleted;
END $$;
