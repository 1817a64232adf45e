import type pg from "pg";

/** "fill" in ASCII; the generation's number goes with it. */
const lockClass = 0x66696c6c;

/**
 * Does the work while no other instance does it for the same generation, else nothing. Who dies
 * gives the lock back with the connection.
 */
export async function withFillingLock(pool: pg.Pool, number: number, work: () => Promise<void>): Promise<void> {
  const holder = await pool.connect();
  let broken: Error | undefined;
  try {
    const text = "SELECT pg_try_advisory_lock($1, $2) AS held";
    const { rows } = await holder.query<{ held: boolean }>(text, [lockClass, number]);
    if (!rows[0]?.held) return;
    await work();
  } finally {
    await holder.query("SELECT pg_advisory_unlock($1, $2)", [lockClass, number]).catch((error: Error) => {
      broken = error;
    });
    // A connection that cannot give the lock back is closed, and takes it along.
    holder.release(broken);
  }
}
