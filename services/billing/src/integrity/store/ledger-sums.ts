/**
 * Sums of the ledger's accounts up to a day, or to a past moment: from the checkpoints and what
 * came since, or from the entries themselves.
 */

import { runForOne, statement } from "@pms/kit/db/statement";
import type { Actor } from "@pms/kit/trust/access";
import { type Kysely, type RawBuilder, type Selectable, type SqlBool, sql } from "kysely";
import { accountsInScope } from "../../accounts/store/scope.ts";
import type { DB, LedgerCheckpoints } from "../../store/gen/tables.ts";

/** Exact, whatever its size. */
export type LedgerTotal = { ledgerAccount: string; debitMinor: bigint; creditMinor: bigint };
/**
 * What is summed: a date counts what is effective until its end, an instant what was posted by
 * then, whatever its date. The facility is where the service was given or the money taken.
 */
export type AskedSums = { asOf: string | Date; currency: string; facilityId?: string | undefined };
type Row = Pick<Selectable<LedgerCheckpoints>, "ledger_account" | "debit_minor" | "credit_minor">;
type Sql = RawBuilder<unknown>;

const sums = sql`sum(debit_minor)::text AS debit_minor, sum(credit_minor)::text AS credit_minor`;
/** Every row: by the index, where what was folded has left pages behind that a scan would read. */
const isPending = sql<SqlBool>`ledger_pending.id > 0`;
const charted = sql`chart_account(entries.ledger_account, transactions.method, transactions.reason_code)`;

/**
 * Over the accounts in scope, at the cost of a few hundred rows whatever the history; for an
 * instant, and of what was posted on its day.
 */
export async function sumLedger(db: Kysely<DB>, asked: AskedSums, actor: Actor): Promise<LedgerTotal[]> {
  // One account's entries are few, and no checkpoint is of one account.
  if (actor.ownRecordOnly) return deriveLedger(db, asked, actor);
  const parts = [...checkpoints(asked, actor), pending(asked, actor)];
  if (actor.facilities !== "all") parts.push(foldedOfMoved(asked, [...actor.facilities]));
  if (asked.asOf instanceof Date) parts.push(entriesOfTheDay(asked, asked.asOf, actor));
  const { rows } = await sql<Row>`
    SELECT ledger_account, ${sums} FROM (${sql.join(parts, sql` UNION ALL `)}) parts
    GROUP BY ledger_account ORDER BY ledger_account`.execute(db);
  return rows.map(toTotal).filter(isNotNothing);
}

/** The same sums from every single entry: what checkpoints are compared with. */
export async function deriveLedger(db: Kysely<DB>, asked: AskedSums, actor: Actor): Promise<LedgerTotal[]> {
  const { asOf, currency } = asked;
  const until =
    asOf instanceof Date ? sql`transactions.posted_at <= ${asOf}` : sql`transactions.effective_on <= ${asOf}::date`;
  const { rows } = await sql<Row>`
    SELECT ${charted} AS ledger_account, ${sums}
    FROM accounts
    JOIN transactions ON transactions.account_id = accounts.id
    JOIN ledger_entries entries ON entries.transaction_id = transactions.id
    WHERE ${until} AND transactions.currency = ${currency} AND ${at(asked, sql`transactions.facility_id`)}
      AND ${accountsInScope(actor)}
    GROUP BY 1 ORDER BY 1`.execute(db);
  return rows.map(toTotal).filter(isNotNothing);
}

/** The currencies in which anything is posted to the accounts in scope. */
export async function listCurrencies(db: Kysely<DB>, actor: Actor): Promise<string[]> {
  const { rows } = actor.ownRecordOnly
    ? await sql<{ currency: string }>`SELECT DISTINCT currency FROM accounts WHERE ${accountsInScope(actor)}`.execute(
        db,
      )
    : await sql<{ currency: string }>`
      SELECT currency FROM ledger_checkpoints WHERE grain = 3 AND ${foldedIn(actor)}
      UNION SELECT currency FROM ledger_pending WHERE ${isPending}`.execute(db);
  return rows.map(({ currency }) => currency).sort();
}

function at({ facilityId }: AskedSums, column: Sql): RawBuilder<SqlBool> {
  return facilityId === undefined ? sql`true` : sql`${column} = ${facilityId}::uuid`;
}

function foldedIn({ facilities }: Actor): RawBuilder<SqlBool> {
  return facilities === "all" ? sql`true` : sql`facility_id = ANY(${[...facilities]}::uuid[])`;
}

/** Whole years, then months, then days; of an instant the days before its own. */
function checkpoints(asked: AskedSums, actor: Actor): Sql[] {
  const [day, month, year] = asked.asOf instanceof Date ? [4, 5, 6] : [1, 2, 3];
  const on = lastWholeDay(asked);
  const of = (grain: number | undefined, within: Sql) => sql`
    SELECT ledger_account, debit_minor, credit_minor FROM ledger_checkpoints
    WHERE currency = ${asked.currency} AND grain = ${sql.lit(grain ?? 0)} AND ${within} AND ${foldedIn(actor)}
      AND ${at(asked, sql`at_facility_id`)}`;
  return [
    of(year, sql`bucket < date_trunc('year', ${on}::date)`),
    of(month, sql`bucket >= date_trunc('year', ${on}::date) AND bucket < date_trunc('month', ${on}::date)`),
    of(day, sql`bucket >= date_trunc('month', ${on}::date) AND bucket <= ${on}::date`),
  ];
}

function pending(asked: AskedSums, actor: Actor): Sql {
  return sql`SELECT ledger_account, debit_minor, credit_minor FROM ledger_pending
    ${actor.facilities === "all" ? sql`` : sql`JOIN accounts ON accounts.id = account_id`}
    WHERE ${isPending} AND ledger_pending.currency = ${asked.currency} AND ${untilWholeDay(asked, "ledger_pending")}
      AND ${at(asked, sql`at_facility_id`)}
      AND ${accountsInScope(actor)}`;
}

/** What is folded of accounts that have moved since: into the scope, or out of it. */
function foldedOfMoved(asked: AskedSums, facilities: string[]): Sql {
  const sign = sql`((accounts.facility_id = ANY(${facilities}::uuid[]))::integer
    - (m.facility_id = ANY(${facilities}::uuid[]))::integer)`;
  return sql`
    SELECT f.ledger_account, ${sign} * f.debit_minor, ${sign} * f.credit_minor
    FROM ledger_moved_accounts m JOIN accounts ON accounts.id = m.account_id CROSS JOIN LATERAL folded_of(m.account_id) f
    WHERE ${sign} <> 0 AND f.currency = ${asked.currency} AND ${untilWholeDay(asked, "f")}
      AND ${at(asked, sql`f.at_facility_id`)}`;
}

/** What was posted on the day of an instant until then, folded or not. */
function entriesOfTheDay(asked: AskedSums, until: Date, actor: Actor): Sql {
  return sql`
    SELECT ${charted}, entries.debit_minor, entries.credit_minor
    FROM transactions JOIN accounts ON accounts.id = transactions.account_id
    JOIN ledger_entries entries ON entries.transaction_id = transactions.id
    WHERE transactions.posted_at >= ${dayOf(until)}::date::timestamp AT TIME ZONE 'UTC' AND transactions.posted_at <= ${until}
      AND transactions.currency = ${asked.currency} AND ${at(asked, sql`transactions.facility_id`)}
      AND ${accountsInScope(actor)}`;
}

function untilWholeDay(asked: AskedSums, table: "ledger_pending" | "f"): Sql {
  const column = asked.asOf instanceof Date ? "posted_on" : "effective_on";
  return sql`${sql.ref(`${table}.${column}`)} <= ${lastWholeDay(asked)}::date`;
}

/** The date itself, or the day before that of the instant. */
function lastWholeDay({ asOf }: AskedSums): string {
  return asOf instanceof Date ? dayOf(new Date(asOf.getTime() - 86_400_000)) : asOf;
}

const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10);

const isNotNothing = ({ debitMinor, creditMinor }: LedgerTotal): boolean => debitMinor !== 0n || creditMinor !== 0n;

function toTotal({ ledger_account, debit_minor, credit_minor }: Row): LedgerTotal {
  return { ledgerAccount: ledger_account, debitMinor: BigInt(debit_minor), creditMinor: BigInt(credit_minor) };
}

/**
 * Folds the oldest of what came since into the checkpoints; answers how much was done, 0 also while
 * another instance folds.
 */
export async function foldLedger(db: Kysely<DB>, rowsMax: number): Promise<number> {
  const row = await runForOne<{ done: number }>(db, statement("fold-ledger")`SELECT fold_ledger(${rowsMax}) AS done`);
  return row?.done ?? 0;
}
