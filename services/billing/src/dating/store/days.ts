/** What each effective date changed, summed from the entries. */
import { type Queryable, queryNamed } from "@pms/kit/db/database";

export type DayTotals = {
  account_id: string;
  on: string;
  patient_owed: bigint;
  payer_owed: bigint;
  patient_paid: bigint;
  payer_paid: bigint;
};

/**
 * What each effective date changed on these accounts, in minor units: what patient and payer owe,
 * and what they have paid, which is payments less refunds, both without what was reversed.
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
