import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { Logger } from "./log.ts";

const everyMs = 3_600_000;
const batchSize = 1_000;

/**
 * Deletes the answers kept for Idempotency-Keys (REL-4) once they are a day old, at the start and every hour: a client that
 * has not repeated its request by then will not. Several instances may do so at once.
 */
export function startForgettingAnswers(options: { pool: pg.Pool; logger: Pick<Logger, "warn"> }): {
  stop(): Promise<void>;
} {
  const stopping = new AbortController();
  const working = (async () => {
    while (!stopping.signal.aborted) {
      try {
        while (!stopping.signal.aborted && (await forgetSomeAnswers(options.pool)) === batchSize);
      } catch (error) {
        options.logger.warn({ err: error }, "old answers could not be deleted; tried again in an hour");
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

/** The oldest, in small transactions, without those that another instance is deleting. */
async function forgetSomeAnswers(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query({
    text: `DELETE FROM idempotency_keys WHERE scope IN (
      SELECT scope FROM idempotency_keys WHERE created_at < now() - interval '1 day'
      ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED)`,
    values: [batchSize],
  });
  return rowCount ?? 0;
}
