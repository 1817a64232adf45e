import { type Queryable, run, statement } from "@pms/kit/db/statement";
import type { AccountRow, TransactionRow } from "../../store/tables.ts";

/** The next accounts by id, whatever the scope: for callers who may see the coded facts of all. */
export function listAccountsForSnapshot(on: Queryable, afterId: string, limit: number): Promise<AccountRow[]> {
  return run<AccountRow>(
    on,
    statement("list-accounts-for-snapshot")`SELECT * FROM accounts WHERE id > ${afterId} ORDER BY id LIMIT ${limit}`,
  );
}

export type PostedRow = TransactionRow & { patient_id: string; reversed_type: string | null };

/** The same of transactions, with the patient, and the type of what they reverse. */
export function listTransactionsForSnapshot(on: Queryable, afterId: string, limit: number): Promise<PostedRow[]> {
  return run<PostedRow>(
    on,
    statement("list-transactions-for-snapshot")`SELECT t.*, a.patient_id, o.type AS reversed_type
      FROM transactions t JOIN accounts a ON a.id = t.account_id LEFT JOIN transactions o ON o.id = t.reversal_of
      WHERE t.id > ${afterId} ORDER BY t.id LIMIT ${limit}`,
  );
}
