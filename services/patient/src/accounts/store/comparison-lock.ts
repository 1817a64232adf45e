import { queryNamed } from "@pms/kit/db/database";
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
    const lock = "SELECT pg_try_advisory_lock($1) AS held";
    const [row] = await queryNamed<{ held: boolean }>(holder, "lock-comparison", lock, [lockKey]);
    return row?.held ? await work() : undefined;
  } finally {
    const unlocked = queryNamed(holder, "unlock-comparison", "SELECT pg_advisory_unlock($1)", [lockKey]);
    // A connection that cannot give the lock back is closed, and takes it along.
    holder.release(
      await unlocked.then(
        () => undefined,
        (error: Error) => error,
      ),
    );
  }
}
