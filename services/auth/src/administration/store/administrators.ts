import { run, statement } from "@pms/kit/db/statement";
import { sql } from "kysely";
import type { Db, Tx } from "../../store/tables.ts";

export async function hasAdministrator(db: Db): Promise<boolean> {
  const found = await db.selectFrom("users").select("id").where(sql<boolean>`'admin' = ANY (roles)`).limit(1).execute();
  return found.length > 0;
}

/**
 * As of now, one transaction at a time: whoever removes an administrator waits for others who do.
 */
export async function countActiveAdministrators(tx: Tx): Promise<number> {
  await run(tx, statement("lock-administrators")`SELECT pg_advisory_xact_lock(hashtext('auth.administrators'))`);
  const { count } = await tx
    .selectFrom("users")
    .select((row) => row.fn.countAll<bigint>().as("count"))
    .where("status", "=", "active")
    .where(sql<boolean>`'admin' = ANY (roles)`)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Instances that start together take turns, until the transaction ends. */
export async function takeTurnsToSeed(tx: Tx): Promise<void> {
  await run(tx, statement("lock-seed")`SELECT pg_advisory_xact_lock(hashtext('auth.seed'))`);
}
