/** What each effective date changed, summed from the entries. */
import { constant, type Queryable, run, statement } from "@pms/kit/db/statement";
import { type DayChange, type DayTotals, dayChangeOfTotals } from "../days.ts";

const owed = (party: string) =>
  constant(`coalesce(sum(e.debit_minor - e.credit_minor)
    FILTER (WHERE e.ledger_account LIKE 'receivable:${party}%' AND w.within_id = w.account_id), 0)::bigint AS ${party}_owed`);
const paid = (party: string) =>
  constant(`coalesce(sum(e.debit_minor - e.credit_minor)
    FILTER (WHERE split_part(e.ledger_account, ':', 1) = 'cash' AND t.responsibility = '${party}'), 0)::bigint AS ${party}_paid`);
const sums = [owed("patient"), owed("payer"), paid("patient"), paid("payer")] as const;

/**
 * What each effective date changed on these accounts, in minor units: what patient and payer owe,
 * and what they have paid, which is payments less refunds, both without what was reversed. What was
 * paid on an account that was merged into one counts there: it is paid back from there.
 */
export async function sumDays(on: Queryable, accountIds: readonly string[]): Promise<DayTotals[]> {
  return run<DayTotals>(
    on,
    statement("sum-days")`SELECT w.account_id, t.effective_on AS on, ${sums[0]}, ${sums[1]}, ${sums[2]}, ${sums[3]}
      FROM accounts_within(${accountIds}::uuid[]) w
        JOIN transactions t ON t.account_id = w.within_id JOIN ledger_entries e ON e.transaction_id = t.id
      GROUP BY w.account_id, t.effective_on`,
  );
}

/** The same of one account. */
export async function listDayChanges(on: Queryable, accountId: string): Promise<DayChange[]> {
  return (await sumDays(on, [accountId])).map(dayChangeOfTotals);
}
