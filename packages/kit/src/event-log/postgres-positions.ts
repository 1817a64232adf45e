import type { Pool } from "pg";
import type { PartitionPosition } from "./event-log.ts";
import { ensureTopic } from "./postgres-member.ts";

export async function readPositions(
  pool: Pool,
  group: string,
  topics: readonly string[],
): Promise<PartitionPosition[]> {
  const { rows } = await pool.query<{
    topic: string;
    partition: number;
    begin: string;
    end: string;
    committed: string | null;
  }>(
    `SELECT p.topic, p.partition, p.first_offset::text AS begin, p.next_offset::text AS end, CASE WHEN o.committed IS NOT NULL THEN greatest(o.committed, p.first_offset)::text END AS committed
     FROM event_log_partitions p LEFT JOIN event_log_offsets o
       ON o.consumer_group = $1 AND o.topic = p.topic AND o.partition = p.partition
     WHERE p.topic = ANY ($2) ORDER BY p.topic, p.partition`,
    [group, topics],
  );
  return rows.map(({ topic, partition, begin, end, committed }) => ({
    topic,
    partition,
    begin: BigInt(begin),
    end: BigInt(end),
    committed: committed === null ? undefined : BigInt(committed),
  }));
}

/**
 * Waits for the disk, unlike a member's commits: an end that is noted anew later would leave out
 * what came in between.
 */
export async function beginAtEnd(pool: Pool, group: string, topics: readonly string[]): Promise<void> {
  for (const topic of topics) await ensureTopic(pool, topic);
  await pool.query(
    `INSERT INTO event_log_offsets (consumer_group, topic, partition, committed)
     SELECT $1, topic, partition, next_offset FROM event_log_partitions WHERE topic = ANY ($2) ON CONFLICT DO NOTHING`,
    [group, topics],
  );
}

export async function forgetGroup(pool: Pool, group: string): Promise<void> {
  await pool.query(
    `WITH members AS (DELETE FROM event_log_members WHERE consumer_group = $1),
       absence AS (DELETE FROM event_log_absences WHERE consumer_group = $1)
     DELETE FROM event_log_offsets WHERE consumer_group = $1`,
    [group],
  );
}
