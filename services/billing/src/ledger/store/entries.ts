import type { Kysely } from "kysely";
import type { DB } from "../../store/gen/tables.ts";
import type { EntryRow } from "../../store/tables.ts";

/** Of one transaction, in the order in which they were written. */
export async function listEntries(db: Kysely<DB>, transactionId: string): Promise<EntryRow[]> {
  return db
    .selectFrom("ledger_entries")
    .selectAll()
    .where("transaction_id", "=", transactionId)
    .orderBy("line")
    .execute();
}
