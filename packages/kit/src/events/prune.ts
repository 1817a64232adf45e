import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { run, type Statement, sql } from "../db/statement.ts";
import type { EventLog } from "../event-log/event-log.ts";
import type { Logger } from "../observe/log.ts";
import type { Metrics } from "../observe/metrics.ts";

const everyMs = 60_000;
const batchSize = 1_000;
const hourMs = 3_600_000;
/**
 * What a client was promised for its Idempotency-Key (REL-4): who has not repeated a request by
 * then will not.
 */
const answersKeptMs = 24 * hourMs;
/**
 * For as long as the log waits for a group that is gone, and a day more, an event may be delivered
 * again after its retention.
 */
const longestHeldMs = 31 * 24 * hourMs;

export type PruningOptions = {
  pool: pg.Pool;
  log: Pick<EventLog, "prune">;
  /** How long the event log keeps events that every group has consumed, in milliseconds. */
  retentionMs: number;
  logger: Pick<Logger, "warn" | "error">;
  metrics: Pick<Metrics, "rowsPruned" | "eventLogOldest">;
  now?: () => number;
};

/**
 * Deletes every minute what nobody can ask for any more, in small transactions, so that tables stay
 * bounded however long the system runs. Several instances may do so at once.
 */
export function startPruning(options: PruningOptions): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const working = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await prune(options, stopping.signal);
      } catch (error) {
        options.logger.warn({ err: error }, "what is old could not be deleted; tried again in a minute");
      }
      // Being aborted is the purpose.
      await sleep(everyMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await working;
    },
  };
}

/** One turn. */
export async function prune(
  { pool, log, retentionMs, logger, metrics, now = Date.now }: PruningOptions,
  signal?: AbortSignal,
): Promise<void> {
  const before = (ageMs: number) => new Date(now() - ageMs);
  const keys = await forget(pool, answers, before(answersKeptMs), signal);
  metrics.rowsPruned.inc({ table: "idempotency_keys" }, keys);
  const ids = await forget(pool, inboxed, before(retentionMs + longestHeldMs), signal);
  metrics.rowsPruned.inc({ table: "inbox" }, ids);
  if (signal?.aborted) return;
  const { deleted, forgotten, oldest } = await log.prune(before(retentionMs));
  metrics.rowsPruned.inc({ table: "event_log" }, deleted);
  metrics.eventLogOldest.set(oldest ? Math.max(0, now() - oldest.getTime()) / 1_000 : 0);
  for (const group of forgotten)
    logger.error({ group }, "a consumer group was gone for 30 days: the event log waits for it no more");
}

type Batch = (before: Date) => Statement;

const answers: Batch = (before) => sql`DELETE FROM idempotency_keys WHERE scope IN (
  SELECT scope FROM idempotency_keys WHERE created_at < ${before}
  ORDER BY created_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED) RETURNING 1 AS gone`;
const inboxed: Batch = (before) => sql`DELETE FROM inbox WHERE (consumer_group, event_id) IN (
  SELECT consumer_group, event_id FROM inbox WHERE processed_at < ${before}
  ORDER BY processed_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED) RETURNING 1 AS gone`;

/**
 * The oldest first, in small transactions, without those that another instance deletes. @returns
 * how many
 */
async function forget(pool: pg.Pool, batch: Batch, before: Date, signal?: AbortSignal): Promise<number> {
  for (let total = 0; ; ) {
    const gone = await run(pool, batch(before));
    total += gone.length;
    if (gone.length < batchSize || signal?.aborted) return total;
  }
}
