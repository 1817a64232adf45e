import { type Queryable, queryNamed } from "@pms/kit/db/database";
import type { AccountRow, TransactionRow } from "../../store/tables.ts";

/** The next accounts by id, whatever the scope: for callers who may see the coded facts of all. */
export function listAccountsForSnapshot(on: Queryable, afterId: string, limit: number): Promise<AccountRow[]> {
  const text = "SELECT * FROM accounts WHERE id > $1 ORDER BY id LIMIT $2";
  return queryNamed<AccountRow>(on, "list-accounts-for-snapshot", text, [afterId, limit]);
}

export type PostedRow = TransactionRow & { patient_id: string; reversed_type: string | null };

/** The same of transactions, with the patient, and the type of what they reverse. */
export function listTransactionsForSnapshot(on: Queryable, afterId: string, limit: number): Promise<PostedRow[]> {
  const text = `SELECT t.*, a.patient_id, o.type AS reversed_type
    FROM transactions t JOIN accounts a ON a.id = t.account_id LEFT JOIN transactions o ON o.id = t.reversal_of
    WHERE t.id > $1 ORDER BY t.id LIMIT $2`;
  return queryNamed<PostedRow>(on, "list-transactions-for-snapshot", text, [afterId, limit]);
}
