import type { Pool } from "pg";
import { run, runForOne, sql } from "../db/statement.ts";
import type { Pruned } from "./event-log.ts";

/** Small enough to take a few milliseconds. */
const batchSize = 1_000;
/**
 * Of one partition in one turn: what is left over waits for the next, so that no turn lasts for
 * long.
 */
const batchesMax = 100;

/**
 * Deletes what is old and consumed in small transactions; several instances may do so at once.
 * Groups whose members have been gone for 30 days are waited for no longer, and are answered.
 */
export async function pruneLog(pool: Pool, before: Date): Promise<Pruned> {
  const gone = await run<{ name: string }>(pool, sql`SELECT event_log_forget_absent_groups() AS name`);
  const partitions = await run<{ topic: string; partition: number }>(
    pool,
    sql`SELECT topic, partition FROM event_log_partitions WHERE next_offset > first_offset ORDER BY topic, partition`,
  );
  let deleted = 0;
  for (const { topic, partition } of partitions) {
    if (topic.endsWith(".dlq")) continue;
    for (let batch = 0; batch < batchesMax; batch += 1) {
      const pruned = sql`SELECT event_log_prune(${topic}, ${partition}, ${before}, ${batchSize}) AS deleted`;
      const some = Number((await runForOne<{ deleted: string }>(pool, pruned))?.deleted ?? 0);
      deleted += some;
      if (some < batchSize) break;
    }
  }
  for (const topic of new Set(partitions.map((p) => p.topic).filter((name) => name.endsWith(".dlq")))) {
    const settled = sql`SELECT event_log_prune_settled(${topic}, ${before}) AS deleted`;
    deleted += Number((await runForOne<{ deleted: string }>(pool, settled))?.deleted ?? 0);
  }
  return { deleted, forgotten: gone.map(({ name }) => name), oldest: await findOldest(pool) };
}

async function findOldest(pool: Pool): Promise<Date | undefined> {
  const row = await runForOne<{ oldest: Date | null }>(
    pool,
    sql`SELECT min(e.occurred_at) AS oldest FROM event_log_partitions p CROSS JOIN LATERAL (
        SELECT l.occurred_at FROM event_log l WHERE l.topic = p.topic AND l.partition = p.partition
          AND l.log_offset >= p.first_offset ORDER BY l.log_offset LIMIT 1) e
      WHERE p.topic NOT LIKE '%.dlq'`,
  );
  return row?.oldest ?? undefined;
}
