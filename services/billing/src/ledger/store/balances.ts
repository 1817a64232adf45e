/** Balances derived from the immutable entries, not from what is kept. */
import { type Queryable, runForOne, statement } from "@pms/kit/db/statement";
import type { AccountRow } from "../../store/tables.ts";

type Balances = Pick<AccountRow, "balance_minor" | "payer_balance_minor">;

/**
 * What was owed at the end of an effective date, on an account that the caller has found in scope.
 */
export async function balanceAsOf(on: Queryable, accountId: string, asOf: string): Promise<Balances> {
  const row = await runForOne<{ balance_minor: string; payer_balance_minor: string }>(
    on,
    statement("balance-as-of")`
      SELECT coalesce(sum(entries.debit_minor - entries.credit_minor), 0)::text AS balance_minor,
        coalesce(sum(entries.debit_minor - entries.credit_minor)
          FILTER (WHERE entries.ledger_account LIKE 'receivable:payer%'), 0)::text AS payer_balance_minor
      FROM transactions JOIN ledger_entries entries ON entries.transaction_id = transactions.id
      WHERE transactions.account_id = ${accountId} AND transactions.effective_on <= ${asOf}::date
        AND entries.ledger_account LIKE 'receivable:%'`,
  );
  return {
    balance_minor: BigInt(row?.balance_minor ?? 0),
    payer_balance_minor: BigInt(row?.payer_balance_minor ?? 0),
  };
}
