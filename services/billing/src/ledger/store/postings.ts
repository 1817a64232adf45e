import { type Queryable, queryNamed } from "@pms/kit/db/database";
import { type OutboxEvent, outboxArguments, outboxColumns } from "@pms/kit/events/outbox";
import type { AccountRow, EntryRow, TransactionRow } from "../../store/tables.ts";

const transactionColumns = [
  "id, account_id, sequence, type, amount_minor, currency, balance_delta_minor, balance_after_minor",
  "payer_balance_after_minor, effective_on, posted_at, posted_by, facility_id, responsibility, code, description, units",
  "method, reference, purpose, tendered_minor, direction, reason_code, note, reversal_of, source, external_id",
].join(", ");
const entryColumns = "transaction_id, line, account_id, ledger_account, debit_minor, credit_minor";

const storePostingsSql = `
  WITH posted AS (
    INSERT INTO transactions (${transactionColumns})
    SELECT ${transactionColumns} FROM json_populate_recordset(NULL::transactions, $1)
  ), entered AS (
    INSERT INTO ledger_entries (${entryColumns})
    SELECT ${entryColumns} FROM json_populate_recordset(NULL::ledger_entries, $2)
  ), queued AS (
    INSERT INTO outbox (${outboxColumns})
    SELECT ${outboxColumns} FROM outbox_messages($4, $5, $6, $7, $8, $9, $10, $11) ORDER BY n
  )
  UPDATE accounts SET balance_minor = after.balance_minor, payer_balance_minor = after.payer_balance_minor,
    last_sequence = after.last_sequence, version = after.version
  FROM json_populate_recordset(NULL::accounts, $3) AS after
  WHERE accounts.id = after.id`;

/**
 * One statement for any number of transactions, their entries, the accounts as they stand
 * afterwards, and what is to be published. The caller holds the accounts' row locks.
 */
export async function storePostings(
  tx: Queryable,
  stored: {
    transactions: readonly TransactionRow[];
    entries: readonly EntryRow[];
    accounts: readonly AccountRow[];
    messages: readonly OutboxEvent[];
  },
): Promise<void> {
  await queryNamed(tx, "store-postings", storePostingsSql, [
    jsonOf(stored.transactions),
    jsonOf(stored.entries),
    jsonOf(stored.accounts),
    ...outboxArguments(stored.messages),
  ]);
}

/** Rows for `json_populate_recordset`; a bigint goes as text, which PostgreSQL reads exactly. */
function jsonOf(rows: readonly object[]): string {
  return JSON.stringify(rows, (_name, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}
