import type pg from "pg";

/** "reconcil" in ASCII. */
const lockKey = 0x7265636f6e63696cn;

/** Runs the work unless it runs already, in whatever instance: undefined then. The lock is a connection's, for as long as the work takes. */
export async function runAlone<Result>(pool: pg.Pool, work: () => Promise<Result>): Promise<Result | undefined> {
  const holder = await pool.connect();
  try {
    const { rows } = await holder.query<{ held: boolean }>("SELECT pg_try_advisory_lock($1) AS held", [lockKey]);
    return rows[0]?.held ? await work() : undefined;
  } finally {
    const unlocked = holder.query("SELECT pg_advisory_unlock($1)", [lockKey]);
    // A connection that cannot give the lock back is closed, and takes it along.
    holder.release(
      await unlocked.then(
        () => undefined,
        (error: Error) => error,
      ),
    );
  }
}
