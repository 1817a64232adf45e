import type { Pool } from "pg";
import { run, statement } from "../db/statement.ts";
import type { PartitionPosition } from "./event-log.ts";
import { ensureTopic } from "./postgres-member.ts";

export async function readPositions(
  pool: Pool,
  group: string,
  topics: readonly string[],
): Promise<PartitionPosition[]> {
  const rows = await run<{ topic: string; partition: number; begin: string; end: string; committed: string | null }>(
    pool,
    statement("read-positions")`
      SELECT p.topic, p.partition, p.first_offset::text AS begin, p.next_offset::text AS end,
        CASE WHEN o.committed IS NOT NULL THEN greatest(o.committed, p.first_offset)::text END AS committed
      FROM event_log_partitions p LEFT JOIN event_log_offsets o
        ON o.consumer_group = ${group} AND o.topic = p.topic AND o.partition = p.partition
      WHERE p.topic = ANY (${topics}) ORDER BY p.topic, p.partition`,
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
 * Waits for the disk, unlike a member's commits: an end that is noted later would leave out what
 * came between.
 */
export async function beginAtEnd(pool: Pool, group: string, topics: readonly string[]): Promise<void> {
  for (const topic of topics) await ensureTopic(pool, topic);
  await run(
    pool,
    statement("begin-at-end")`
      INSERT INTO event_log_offsets (consumer_group, topic, partition, committed)
      SELECT ${group}, topic, partition, next_offset FROM event_log_partitions WHERE topic = ANY (${topics})
      ON CONFLICT DO NOTHING`,
  );
}

/** The new generation makes the commit of a batch in hand fail, so that it cannot undo this. */
export async function rewindGroup(pool: Pool, group: string, topics: readonly string[]): Promise<void> {
  await run(
    pool,
    statement("rewind-group")`
      UPDATE event_log_offsets SET committed = 0, generation = generation + 1
      WHERE consumer_group = ${group} AND topic = ANY (${topics})`,
  );
}

export async function forgetGroup(pool: Pool, group: string): Promise<void> {
  await run(
    pool,
    statement("forget-group")`
      WITH members AS (DELETE FROM event_log_members WHERE consumer_group = ${group}),
        absence AS (DELETE FROM event_log_absences WHERE consumer_group = ${group})
      DELETE FROM event_log_offsets WHERE consumer_group = ${group}`,
  );
}
