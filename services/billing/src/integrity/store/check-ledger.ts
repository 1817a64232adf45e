/**
 * What is kept beside the entries, against the entries: how many rows differ. Reads only; whoever
 * posts waits for nothing.
 */
import type { Actor } from "@pms/kit/trust/access";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import { accountsInScope } from "../../accounts/store/scope.ts";
import type { Tx } from "../../store/tables.ts";

/** The memory is for sorting millions of rows, and for this transaction alone. */
export async function prepareChecks(tx: Tx): Promise<void> {
  await sql`SET LOCAL work_mem = '64MB'`.execute(tx);
  await sql`SET LOCAL statement_timeout = '60s'`.execute(tx);
}

async function countOf(tx: Tx, counted: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`SELECT count(*) AS count FROM (${counted}) differing`.execute(tx);
  return Number(rows[0]?.count ?? 0n);
}

const owed = sql`FILTER (WHERE e.ledger_account LIKE 'receivable:%')`;
const owedByPayer = sql`FILTER (WHERE e.ledger_account = 'receivable:payer')`;

/**
 * Transactions with fewer than two entries, or not in accord with their entries' sums and account.
 */
export function countUnbalanced(tx: Tx, actor: Actor): Promise<number> {
  return countOf(
    tx,
    sql`SELECT t.id FROM transactions t JOIN accounts ON accounts.id = t.account_id
      LEFT JOIN ledger_entries e ON e.transaction_id = t.id
      WHERE ${accountsInScope(actor)}
      GROUP BY t.id
      HAVING count(e.line) < 2 OR sum(e.debit_minor) <> t.amount_minor OR sum(e.credit_minor) <> t.amount_minor
        OR NOT bool_and(e.account_id = t.account_id)
        OR coalesce(sum(e.debit_minor - e.credit_minor) ${owed}, 0) <> t.balance_delta_minor`,
  );
}

/** Accounts whose balances or last sequence are not what their entries and transactions come to. */
export function countWrongBalances(tx: Tx, actor: Actor): Promise<number> {
  return countOf(
    tx,
    sql`SELECT accounts.id FROM accounts
      LEFT JOIN transactions t ON t.account_id = accounts.id LEFT JOIN ledger_entries e ON e.transaction_id = t.id
      WHERE ${accountsInScope(actor)}
      GROUP BY accounts.id
      HAVING accounts.balance_minor <> coalesce(sum(e.debit_minor - e.credit_minor) ${owed}, 0)
        OR accounts.payer_balance_minor <> coalesce(sum(e.debit_minor - e.credit_minor) ${owedByPayer}, 0)
        OR accounts.last_sequence <> coalesce(max(t.sequence), 0)`,
  );
}

/** Transactions that do not go on from the one before of their account. */
export function countBrokenSequences(tx: Tx, actor: Actor): Promise<number> {
  return countOf(
    tx,
    sql`SELECT FROM (
        SELECT t.sequence - lag(t.sequence, 1, 0::bigint) OVER of_account AS step, t.balance_delta_minor,
          t.balance_after_minor - lag(t.balance_after_minor, 1, 0::bigint) OVER of_account AS moved
        FROM transactions t JOIN accounts ON accounts.id = t.account_id
        WHERE ${accountsInScope(actor)}
        WINDOW of_account AS (PARTITION BY t.account_id ORDER BY t.sequence)
      ) steps WHERE step <> 1 OR moved <> balance_delta_minor`,
  );
}

/**
 * Checkpoints of days, with what is pending, that are not the sum of their entries; of months and
 * years, of their days.
 */
export async function countWrongCheckpoints(tx: Tx, facilities: Actor["facilities"]): Promise<number> {
  const inScope: RawBuilder<SqlBool> =
    facilities === "all" ? sql`true` : sql`sums.facility_id = ANY(${[...facilities]}::uuid[])`;
  // A moved account is folded under the facility that it has left until it is made to follow.
  const folded = sql`accounts LEFT JOIN ledger_moved_accounts m ON m.account_id = accounts.id`;
  const days = sql`
    SELECT FROM (
      SELECT currency, bucket, ledger_account, facility_id, debit_minor AS debit, credit_minor AS credit
      FROM ledger_checkpoints WHERE grain = 1
      UNION ALL
      SELECT p.currency, p.effective_on, p.ledger_account, coalesce(m.facility_id, accounts.facility_id),
        p.debit_minor, p.credit_minor
      FROM ledger_pending p, ${folded} WHERE accounts.id = p.account_id
      UNION ALL
      SELECT t.currency, t.effective_on, e.ledger_account, coalesce(m.facility_id, accounts.facility_id),
        -sum(e.debit_minor), -sum(e.credit_minor)
      FROM transactions t JOIN ledger_entries e ON e.transaction_id = t.id, ${folded} WHERE accounts.id = t.account_id
      GROUP BY 1, 2, 3, 4
    ) sums WHERE ${inScope}
    GROUP BY currency, bucket, ledger_account, facility_id HAVING sum(debit) <> 0 OR sum(credit) <> 0`;
  const coarser = (grain: number, unit: string) => sql`
    SELECT FROM (
      SELECT currency, bucket, ledger_account, facility_id, debit_minor AS debit, credit_minor AS credit
      FROM ledger_checkpoints WHERE grain = ${sql.lit(grain)}
      UNION ALL
      SELECT currency, date_trunc(${sql.lit(unit)}, bucket)::date, ledger_account, facility_id, -debit_minor, -credit_minor
      FROM ledger_checkpoints WHERE grain = 1
    ) sums WHERE ${inScope}
    GROUP BY currency, bucket, ledger_account, facility_id HAVING sum(debit) <> 0 OR sum(credit) <> 0`;
  return (await countOf(tx, days)) + (await countOf(tx, coarser(2, "month"))) + (await countOf(tx, coarser(3, "year")));
}

/** Entries of no transaction, transactions of no account, and what is pending of no account. */
export async function countOrphans(tx: Tx): Promise<number> {
  const counts = [
    sql`SELECT FROM ledger_entries e WHERE NOT EXISTS (SELECT FROM transactions t WHERE t.id = e.transaction_id)`,
    sql`SELECT FROM transactions t WHERE NOT EXISTS (SELECT FROM accounts a WHERE a.id = t.account_id)`,
    sql`SELECT FROM ledger_pending p WHERE NOT EXISTS (SELECT FROM accounts a WHERE a.id = p.account_id)`,
  ];
  let orphans = 0;
  for (const counted of counts) orphans += await countOf(tx, counted);
  return orphans;
}
