/** Balances derived from the immutable entries, not from what is kept. */
import type { Actor } from "@pms/kit/access";
import { type Queryable, queryNamed } from "@pms/kit/db";
import { type Kysely, sql } from "kysely";
import type { DB } from "./gen/tables.ts";
import { accountsInScope } from "./scope.ts";

export type LedgerTotal = { ledger_account: string; debit_minor: bigint; credit_minor: bigint };

/** Sums of each ledger account up to and including an effective date, over the accounts in scope. */
export async function sumLedger(
  db: Kysely<DB>,
  { asOf, currency }: { asOf: string; currency: string },
  actor: Actor,
): Promise<LedgerTotal[]> {
  const { rows } = await sql<LedgerTotal>`
    SELECT entries.ledger_account, sum(entries.debit_minor)::bigint AS debit_minor,
      sum(entries.credit_minor)::bigint AS credit_minor
    FROM ledger_entries entries
    JOIN transactions ON transactions.id = entries.transaction_id
    JOIN accounts ON accounts.id = transactions.account_id
    WHERE transactions.effective_on <= ${asOf}::date AND transactions.currency = ${currency}
      AND ${accountsInScope(actor)}
    GROUP BY entries.ledger_account ORDER BY entries.ledger_account`.execute(db);
  return rows;
}

/** What was owed on an account at the end of an effective date. The caller has checked that the account is in scope. */
export async function balanceAsOf(
  db: Kysely<DB>,
  accountId: string,
  asOf: string,
): Promise<{ balance_minor: bigint; payer_balance_minor: bigint }> {
  const { rows } = await sql<{ balance_minor: bigint; payer_balance_minor: bigint }>`
    SELECT coalesce(sum(entries.debit_minor - entries.credit_minor), 0)::bigint AS balance_minor,
      coalesce(sum(entries.debit_minor - entries.credit_minor)
        FILTER (WHERE entries.ledger_account = 'receivable:payer'), 0)::bigint AS payer_balance_minor
    FROM transactions JOIN ledger_entries entries ON entries.transaction_id = transactions.id
    WHERE transactions.account_id = ${accountId} AND transactions.effective_on <= ${asOf}::date
      AND entries.ledger_account LIKE 'receivable:%'`.execute(db);
  return rows[0] ?? { balance_minor: 0n, payer_balance_minor: 0n };
}

export type DayTotals = {
  account_id: string;
  on: string;
  patient_owed: bigint;
  payer_owed: bigint;
  patient_paid: bigint;
  payer_paid: bigint;
};

/**
 * What each effective date changed on these accounts, in minor units: what patient and payer owe, and what they have paid, which is
 * payments less refunds, both without what was reversed.
 */
export async function sumDays(on: Queryable, accountIds: readonly string[]): Promise<DayTotals[]> {
  const owed = (party: string) => `coalesce(sum(e.debit_minor - e.credit_minor)
    FILTER (WHERE e.ledger_account = 'receivable:${party}'), 0)::bigint AS ${party}_owed`;
  const paid = (party: string) => `coalesce(sum(e.debit_minor - e.credit_minor)
    FILTER (WHERE e.ledger_account = 'cash' AND t.responsibility = '${party}'), 0)::bigint AS ${party}_paid`;
  const text = `SELECT t.account_id, t.effective_on AS on, ${owed("patient")}, ${owed("payer")}, ${paid("patient")},
      ${paid("payer")}
    FROM transactions t JOIN ledger_entries e ON e.transaction_id = t.id
    WHERE t.account_id = ANY ($1::uuid[]) GROUP BY t.account_id, t.effective_on`;
  return queryNamed<DayTotals>(on, "sum-days", text, [accountIds]);
}
