import { sql } from "kysely";
import type { Db } from "./tables.ts";

/** Events of audit are recognised by their row, so the inbox needs them only while the log may deliver them twice. */
export async function deleteOldInboxEntries(db: Db): Promise<void> {
  await sql`DELETE FROM inbox WHERE processed_at < now() - interval '1 day'`.execute(db);
}
