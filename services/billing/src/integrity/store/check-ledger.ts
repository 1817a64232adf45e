/**
 * What is kept beside the entries, against the entries: how many rows differ, and which comes
 * first. Reads only; whoever posts waits for nothing.
 */
import type { LedgerFault } from "@pms/contracts/billing/ledger";
import type { Actor } from "@pms/kit/trust/access";
import { type RawBuilder, sql } from "kysely";
import { accountsInScope } from "../../accounts/store/scope.ts";
import type { Tx } from "../../store/tables.ts";

export type Differing = { count: number; first?: LedgerFault };
type FaultRow = {
  account_id?: string;
  transaction_id?: string;
  sequence?: number;
  ledger_account?: string;
  on?: string;
};

/** The memory is for sorting millions of rows, and for this transaction alone. */
export async function prepareChecks(tx: Tx): Promise<void> {
  await sql`SET LOCAL work_mem = '64MB'`.execute(tx);
  await sql`SET LOCAL statement_timeout = '100s'`.execute(tx);
}

/** @param differing rows that are named by some of the columns of `FaultRow` */
export async function differingOf(tx: Tx, differing: RawBuilder<unknown>): Promise<Differing> {
  const { rows } = await sql<{ count: bigint; first: FaultRow | null }>`
    WITH differing AS MATERIALIZED (${differing})
    SELECT (SELECT count(*) FROM differing) AS count,
      (SELECT to_jsonb(d) FROM differing d ORDER BY d LIMIT 1) AS first`.execute(tx);
  const { count = 0n, first } = rows[0] ?? {};
  return first ? { count: Number(count), first: faultOf(first) } : { count: Number(count) };
}

function faultOf({ account_id, transaction_id, sequence, ledger_account, on }: FaultRow): LedgerFault {
  return {
    ...(account_id != null && { accountId: account_id }),
    ...(transaction_id != null && { transactionId: transaction_id }),
    ...(sequence != null && { sequence }),
    ...(ledger_account != null && { ledgerAccount: ledger_account }),
    ...(on != null && { on }),
  };
}

const owed = sql`FILTER (WHERE e.ledger_account LIKE 'receivable:%')`;
const owedByPayer = sql`FILTER (WHERE e.ledger_account LIKE 'receivable:payer%')`;
const ofTransaction = sql`t.account_id, t.sequence, t.id AS transaction_id`;

/**
 * Transactions with fewer than two entries, or not in accord with their entries' sums and account.
 */
export function findUnbalanced(tx: Tx, actor: Actor): Promise<Differing> {
  return differingOf(
    tx,
    sql`SELECT ${ofTransaction} FROM transactions t JOIN accounts ON accounts.id = t.account_id
      LEFT JOIN ledger_entries e ON e.transaction_id = t.id
      WHERE ${accountsInScope(actor)}
      GROUP BY t.id
      HAVING count(e.line) < 2 OR sum(e.debit_minor) <> t.amount_minor OR sum(e.credit_minor) <> t.amount_minor
        OR NOT bool_and(e.account_id = t.account_id)
        OR coalesce(sum(e.debit_minor - e.credit_minor) ${owed}, 0) <> t.balance_delta_minor`,
  );
}

/** Entries of an account that the chart does not have. */
export function findUncharted(tx: Tx, actor: Actor): Promise<Differing> {
  return differingOf(
    tx,
    sql`SELECT ${ofTransaction}, e.ledger_account FROM transactions t JOIN accounts ON accounts.id = t.account_id
      JOIN ledger_entries e ON e.transaction_id = t.id
      LEFT JOIN ledger_accounts c ON c.code = chart_account(e.ledger_account, t.method, t.reason_code)
      WHERE c.code IS NULL AND ${accountsInScope(actor)}`,
  );
}

/** Accounts whose balances or last sequence are not what their entries and transactions come to. */
export function findWrongBalances(tx: Tx, actor: Actor): Promise<Differing> {
  return differingOf(
    tx,
    sql`SELECT accounts.id AS account_id FROM accounts
      LEFT JOIN transactions t ON t.account_id = accounts.id LEFT JOIN ledger_entries e ON e.transaction_id = t.id
      WHERE ${accountsInScope(actor)}
      GROUP BY accounts.id
      HAVING accounts.balance_minor <> coalesce(sum(e.debit_minor - e.credit_minor) ${owed}, 0)
        OR accounts.payer_balance_minor <> coalesce(sum(e.debit_minor - e.credit_minor) ${owedByPayer}, 0)
        OR accounts.last_sequence <> coalesce(max(t.sequence), 0)`,
  );
}

/** Transactions that do not go on from the one before of their account. */
export function findBrokenSequences(tx: Tx, actor: Actor): Promise<Differing> {
  return differingOf(
    tx,
    sql`SELECT account_id, sequence, transaction_id FROM (
        SELECT ${ofTransaction}, t.sequence - lag(t.sequence, 1, 0::bigint) OVER of_account AS step, t.balance_delta_minor,
          t.balance_after_minor - lag(t.balance_after_minor, 1, 0::bigint) OVER of_account AS moved
        FROM transactions t JOIN accounts ON accounts.id = t.account_id
        WHERE ${accountsInScope(actor)}
        WINDOW of_account AS (PARTITION BY t.account_id ORDER BY t.sequence)
      ) steps WHERE step <> 1 OR moved <> balance_delta_minor`,
  );
}

/**
 * Transactions that are not what was sealed, or not in the place where they were; seals of what is
 * no longer there. The seals alone are put in order, for what they seal is ten times as wide.
 */
export function findBrokenSeals(tx: Tx, actor: Actor): Promise<Differing> {
  return differingOf(
    tx,
    sql`WITH links AS (
        SELECT s.account_id, s.sequence, s.transaction_id, s.hash,
          lag(s.hash) OVER (PARTITION BY s.account_id ORDER BY s.sequence) AS before
        FROM ledger_seals s LEFT JOIN accounts ON accounts.id = s.account_id WHERE ${accountsInScope(actor)}
      ), sealed AS (
        SELECT ${ofTransaction}, l.hash, l.transaction_id AS sealed_id,
          seal_of(l.before, ledger_content(t, string_agg(
            concat_ws(':', e.line, e.account_id, e.ledger_account, e.debit_minor, e.credit_minor), ';' ORDER BY e.line)))
            AS derived
        FROM transactions t JOIN accounts ON accounts.id = t.account_id
          LEFT JOIN links l ON l.account_id = t.account_id AND l.sequence = t.sequence
          LEFT JOIN ledger_entries e ON e.transaction_id = t.id
        WHERE ${accountsInScope(actor)} GROUP BY t.id, l.hash, l.before, l.transaction_id
      )
      SELECT account_id, sequence, transaction_id FROM sealed
        WHERE hash IS DISTINCT FROM derived OR sealed_id IS DISTINCT FROM transaction_id
      UNION ALL
      SELECT l.account_id, l.sequence, l.transaction_id FROM links l WHERE NOT EXISTS (
        SELECT FROM transactions t WHERE t.account_id = l.account_id AND t.sequence = l.sequence)`,
  );
}

/** Entries of no transaction, transactions of no account, and what is pending of no account. */
export function findOrphans(tx: Tx): Promise<Differing> {
  return differingOf(
    tx,
    sql`SELECT e.account_id, e.transaction_id FROM ledger_entries e
        WHERE NOT EXISTS (SELECT FROM transactions t WHERE t.id = e.transaction_id)
      UNION ALL SELECT t.account_id, t.id FROM transactions t
        WHERE NOT EXISTS (SELECT FROM accounts a WHERE a.id = t.account_id)
      UNION ALL SELECT p.account_id, NULL FROM ledger_pending p
        WHERE NOT EXISTS (SELECT FROM accounts a WHERE a.id = p.account_id)`,
  );
}
