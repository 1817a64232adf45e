/**
 * Sums of the ledger's accounts up to a day: from the checkpoints and what came since, or from the
 * entries themselves.
 */

import { queryNamed } from "@pms/kit/db/database";
import type { Actor } from "@pms/kit/trust/access";
import { type Kysely, type RawBuilder, type Selectable, type SqlBool, sql } from "kysely";
import { accountsInScope } from "../../accounts/store/scope.ts";
import type { DB, LedgerCheckpoints } from "../../store/gen/tables.ts";

/** Exact, whatever its size. */
export type LedgerTotal = { ledgerAccount: string; debitMinor: bigint; creditMinor: bigint };
type AsOf = { asOf: string; currency: string };
type Row = Pick<Selectable<LedgerCheckpoints>, "ledger_account" | "debit_minor" | "credit_minor">;

/**
 * Up to and including an effective date, over the accounts in scope, at the cost of a few hundred
 * rows whatever the history.
 */
export async function sumLedger(db: Kysely<DB>, { asOf, currency }: AsOf, actor: Actor): Promise<LedgerTotal[]> {
  // One account's entries are few, and no checkpoint is of one account.
  if (actor.ownRecordOnly) return deriveLedger(db, { asOf, currency }, actor);
  const everything = actor.facilities === "all";
  const inScope: RawBuilder<SqlBool> = everything
    ? sql`true`
    : sql`facility_id = ANY(${[...(actor.facilities === "all" ? [] : actor.facilities)]}::uuid[])`;
  const pending = everything
    ? sql`SELECT ledger_account, debit_minor, credit_minor FROM ledger_pending
        WHERE currency = ${currency} AND effective_on <= ${asOf}::date`
    : sql`SELECT p.ledger_account, p.debit_minor, p.credit_minor
        FROM ledger_pending p JOIN accounts ON accounts.id = p.account_id
        WHERE p.currency = ${currency} AND p.effective_on <= ${asOf}::date AND ${accountsInScope(actor)}`;
  const { rows } = await sql<Row>`
    SELECT ledger_account, sum(debit_minor)::text AS debit_minor, sum(credit_minor)::text AS credit_minor FROM (
      SELECT ledger_account, debit_minor, credit_minor FROM ledger_checkpoints
      WHERE currency = ${currency} AND grain = 3 AND bucket < date_trunc('year', ${asOf}::date) AND ${inScope}
      UNION ALL
      SELECT ledger_account, debit_minor, credit_minor FROM ledger_checkpoints
      WHERE currency = ${currency} AND grain = 2 AND bucket >= date_trunc('year', ${asOf}::date)
        AND bucket < date_trunc('month', ${asOf}::date) AND ${inScope}
      UNION ALL
      SELECT ledger_account, debit_minor, credit_minor FROM ledger_checkpoints
      WHERE currency = ${currency} AND grain = 1 AND bucket >= date_trunc('month', ${asOf}::date)
        AND bucket <= ${asOf}::date AND ${inScope}
      UNION ALL ${pending}
      ${everything ? sql`` : sql`UNION ALL ${foldedOfMoved({ asOf, currency }, actor)}`}
    ) sums GROUP BY ledger_account ORDER BY ledger_account`.execute(db);
  return rows.map(toTotal).filter(({ debitMinor, creditMinor }) => debitMinor !== 0n || creditMinor !== 0n);
}

/** What is folded of accounts that have moved since: into the scope, or out of it. */
function foldedOfMoved({ asOf, currency }: AsOf, actor: Actor): RawBuilder<unknown> {
  const facilities = actor.facilities === "all" ? [] : [...actor.facilities];
  const sign = sql`((accounts.facility_id = ANY(${facilities}::uuid[]))::integer
    - (m.facility_id = ANY(${facilities}::uuid[]))::integer)`;
  return sql`
    SELECT f.ledger_account, ${sign} * f.debit_minor, ${sign} * f.credit_minor
    FROM ledger_moved_accounts m JOIN accounts ON accounts.id = m.account_id CROSS JOIN LATERAL folded_of(m.account_id) f
    WHERE ${sign} <> 0 AND f.currency = ${currency} AND f.effective_on <= ${asOf}::date`;
}

/** The same sums from every single entry: what checkpoints are compared with. */
export async function deriveLedger(db: Kysely<DB>, { asOf, currency }: AsOf, actor: Actor): Promise<LedgerTotal[]> {
  const { rows } = await sql<Row>`
    SELECT entries.ledger_account, sum(entries.debit_minor)::text AS debit_minor,
      sum(entries.credit_minor)::text AS credit_minor
    FROM accounts
    JOIN transactions ON transactions.account_id = accounts.id
    JOIN ledger_entries entries ON entries.transaction_id = transactions.id
    WHERE transactions.effective_on <= ${asOf}::date AND transactions.currency = ${currency}
      AND ${accountsInScope(actor)}
    GROUP BY entries.ledger_account ORDER BY entries.ledger_account`.execute(db);
  return rows.map(toTotal).filter(({ debitMinor, creditMinor }) => debitMinor !== 0n || creditMinor !== 0n);
}

function toTotal({ ledger_account, debit_minor, credit_minor }: Row): LedgerTotal {
  return { ledgerAccount: ledger_account, debitMinor: BigInt(debit_minor), creditMinor: BigInt(credit_minor) };
}

/**
 * Folds the oldest of what came since into the checkpoints; answers how much was done, 0 also while
 * another instance folds.
 */
export async function foldLedger(db: Kysely<DB>, rowsMax: number): Promise<number> {
  const [row] = await queryNamed<{ done: number }>(db, "fold-ledger", "SELECT fold_ledger($1) AS done", [rowsMax]);
  return row?.done ?? 0;
}
