/** Balances derived from the immutable entries, not from what is kept. */
import { type Queryable, queryNamed } from "@pms/kit/db/database";
import { type Kysely, sql } from "kysely";
import type { DB } from "../../store/gen/tables.ts";

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
