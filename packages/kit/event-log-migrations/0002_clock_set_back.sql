-- A lease that ends later than any could that is given now is from before the clock was set back. Its member, if it lives,
-- joins again within a second; a dead one would keep its partitions for as long as the clock went back.

-- Renews a member's lease, gives up what is above its share, takes what is free up to its share, and answers what it owns.
-- Called between batches only: a member with a batch in hand renews by event_log_renew and keeps its partitions.
CREATE OR REPLACE FUNCTION event_log_join(
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
    WHERE d.consumer_group = my_group AND (d.expires_at < clock_timestamp()
      OR d.expires_at > clock_timestamp() + 2 * lease_ms * interval '1 ms') FOR UPDATE SKIP LOCKED);

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
