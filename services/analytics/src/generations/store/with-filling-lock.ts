import { run, runForOne, sql } from "@pms/kit/db/statement";
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
    const lock = sql`SELECT pg_try_advisory_lock(${lockClass}, ${number}) AS held`;
    const row = await runForOne<{ held: boolean }>(holder, lock);
    if (!row?.held) return;
    await work();
  } finally {
    await run(holder, sql`SELECT pg_advisory_unlock(${lockClass}, ${number})`).catch((error: Error) => {
      broken = error;
    });
    // A connection that cannot give the lock back is closed, and takes it along.
    holder.release(broken);
  }
}
