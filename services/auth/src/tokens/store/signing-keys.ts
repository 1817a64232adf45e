import { run, statement } from "@pms/kit/db/statement";
import { type Insertable, type Selectable, sql } from "kysely";
import type { Db, Tables, Tx } from "../../store/tables.ts";

export type SigningKeyRow = Selectable<Tables["signing_keys"]>;

/** Oldest first; those that were withdrawn are among them. */
export function listSigningKeys(db: Db): Promise<SigningKeyRow[]> {
  return db.selectFrom("signing_keys").selectAll().orderBy("use_from").orderBy("kid").execute();
}

/** One instance at a time makes keys; the others wait and find them made. */
export async function lockSigningKeys(tx: Tx): Promise<void> {
  await run(tx, statement("lock-signing-keys")`LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE`);
}

export async function insertSigningKey(tx: Tx, key: Insertable<Tables["signing_keys"]>): Promise<void> {
  await tx.insertInto("signing_keys").values(key).execute();
}

export async function deleteSigningKeys(tx: Tx, kids: readonly string[]): Promise<void> {
  if (kids.length > 0) await tx.deleteFrom("signing_keys").where("kid", "in", kids).execute();
}

/** Moves the time from which a key signs. */
export async function updateUseFrom(tx: Tx, kid: string, useFrom: Date): Promise<void> {
  await tx.updateTable("signing_keys").set({ use_from: useFrom }).where("kid", "=", kid).execute();
}

/** Notes that a key signs now, the first time. */
export async function markSigning(db: Db, kid: string): Promise<void> {
  await db
    .updateTable("signing_keys")
    .set({ signs_since: sql<Date>`clock_timestamp()` })
    .where("kid", "=", kid)
    .where("signs_since", "is", null)
    .execute();
}

/** Notes that every verifier refuses the withdrawn key; false when that was noted before. */
export async function markRefused(tx: Tx, kid: string): Promise<boolean> {
  const marked = await tx
    .updateTable("signing_keys")
    .set({ refused_since: sql<Date>`clock_timestamp()` })
    .where("kid", "=", kid)
    .where("withdrawn_at", "is not", null)
    .where("refused_since", "is", null)
    .executeTakeFirst();
  return marked.numUpdatedRows > 0n;
}
