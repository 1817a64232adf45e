import { run, runForOne, statement } from "@pms/kit/db/statement";
import type pg from "pg";

/** "reconcil" in ASCII. */
const lockKey = 0x7265636f6e63696cn;

/**
 * Runs the work unless it runs already, in whatever instance: undefined then. A connection holds
 * the lock until the end.
 */
export async function runAlone<Result>(pool: pg.Pool, work: () => Promise<Result>): Promise<Result | undefined> {
  const holder = await pool.connect();
  try {
    const lock = statement("lock-comparison")`SELECT pg_try_advisory_lock(${lockKey}) AS held`;
    const row = await runForOne<{ held: boolean }>(holder, lock);
    return row?.held ? await work() : undefined;
  } finally {
    const unlocked = run(holder, statement("unlock-comparison")`SELECT pg_advisory_unlock(${lockKey})`);
    // A connection that cannot give the lock back is closed, and takes it along.
    holder.release(
      await unlocked.then(
        () => undefined,
        (error: Error) => error,
      ),
    );
  }
}
