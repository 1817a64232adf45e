import { type Queryable, queryNamed } from "@pms/kit/db";
import type { Selectable } from "kysely";
import type { AccountRow } from "./accounts.ts";
import type { LedgerEntries, Transactions } from "./gen/tables.ts";
import { type OutboxMessage, outboxArrays } from "./outbox-arrays.ts";

export type TransactionRow = Selectable<Transactions>;
export type EntryRow = Selectable<LedgerEntries>;

const transactionColumns = [
  "id, account_id, sequence, type, amount_minor, currency, balance_delta_minor, balance_after_minor",
  "payer_balance_after_minor, effective_on, posted_at, posted_by, facility_id, responsibility, code, description, units",
  "method, reference, direction, reason_code, note, reversal_of, source, external_id",
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
    INSERT INTO outbox (id, topic, key, type, payload, traceparent)
    SELECT id, topic, key, type, payload, traceparent
    FROM unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::bytea[], $9::text[])
      WITH ORDINALITY message(id, topic, key, type, payload, traceparent, n)
    ORDER BY n
  )
  UPDATE accounts SET balance_minor = after.balance_minor, payer_balance_minor = after.payer_balance_minor,
    last_sequence = after.last_sequence, version = after.version
  FROM json_populate_recordset(NULL::accounts, $3) AS after
  WHERE accounts.id = after.id`;

/**
 * One statement for any number of transactions, their entries, the accounts as they stand afterwards, and what is to be
 * published. The caller holds the accounts' row locks.
 */
export async function storePostings(
  tx: Queryable,
  stored: {
    transactions: readonly TransactionRow[];
    entries: readonly EntryRow[];
    accounts: readonly AccountRow[];
    messages: readonly OutboxMessage[];
  },
): Promise<void> {
  await queryNamed(tx, "store-postings", storePostingsSql, [
    jsonOf(stored.transactions),
    jsonOf(stored.entries),
    jsonOf(stored.accounts),
    ...outboxArrays(stored.messages),
  ]);
}

/** Rows as JSON for `json_populate_recordset`; a bigint goes as text, which PostgreSQL reads exactly. */
function jsonOf(rows: readonly object[]): string {
  return JSON.stringify(rows, (_name, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}
