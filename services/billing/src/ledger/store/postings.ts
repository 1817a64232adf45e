import { constant, join, type Queryable, run, sql, statement } from "@pms/kit/db/statement";
import { type OutboxEvent, outboxArguments, outboxColumns } from "@pms/kit/events/outbox";
import type { AccountRow, EntryRow, TransactionRow } from "../../store/tables.ts";

const transactionColumns = constant(
  [
    "id, account_id, sequence, type, amount_minor, currency, balance_delta_minor, balance_after_minor",
    "payer_balance_after_minor, effective_on, posted_at, posted_by, facility_id, responsibility, code, description, units",
    "method, reference, purpose, tendered_minor, direction, reason_code, note, reversal_of, source, external_id",
  ].join(", "),
);
const entryColumns = constant("transaction_id, line, account_id, ledger_account, debit_minor, credit_minor");
const messageColumns = constant(outboxColumns);

type Stored = {
  transactions: readonly TransactionRow[];
  entries: readonly EntryRow[];
  /** As they stand afterwards; the caller holds their row locks. */
  accounts: readonly AccountRow[];
  messages: readonly OutboxEvent[];
};

/**
 * One statement for any number of transactions, their entries, their accounts and what is
 * published.
 */
export async function storePostings(on: Queryable, stored: Stored): Promise<void> {
  const [transactions, entries, accounts] = [stored.transactions, stored.entries, stored.accounts].map(jsonOf);
  const messages = join(
    outboxArguments(stored.messages).map((argument) => sql`${argument}`),
    ", ",
  );
  await run(
    on,
    statement("store-postings")`WITH posted AS (
      INSERT INTO transactions (${transactionColumns})
      SELECT ${transactionColumns} FROM json_populate_recordset(NULL::transactions, ${transactions})
    ), entered AS (
      INSERT INTO ledger_entries (${entryColumns})
      SELECT ${entryColumns} FROM json_populate_recordset(NULL::ledger_entries, ${entries})
    ), queued AS (
      INSERT INTO outbox (${messageColumns})
      SELECT ${messageColumns} FROM outbox_messages(${messages}) ORDER BY n
    )
    UPDATE accounts SET balance_minor = after.balance_minor, payer_balance_minor = after.payer_balance_minor,
      last_sequence = after.last_sequence, version = after.version
    FROM json_populate_recordset(NULL::accounts, ${accounts}) AS after
    WHERE accounts.id = after.id`,
  );
}

/** The same of one posting. */
export function storePosting(
  on: Queryable,
  posted: { account: AccountRow; transaction: TransactionRow; entries: readonly EntryRow[] },
  messages: readonly OutboxEvent[],
): Promise<void> {
  const { account, transaction, entries } = posted;
  return storePostings(on, { transactions: [transaction], entries, accounts: [account], messages });
}

/** Rows for `json_populate_recordset`; a bigint goes as text, which PostgreSQL reads exactly. */
function jsonOf(rows: readonly object[]): string {
  return JSON.stringify(rows, (_name, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}
