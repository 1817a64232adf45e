/** Balances derived from the immutable entries, not from what is kept. */
import { type Queryable, queryNamed } from "@pms/kit/db/database";
import type { AccountRow } from "../../store/tables.ts";

const balanceAsOfSql = `
  SELECT coalesce(sum(entries.debit_minor - entries.credit_minor), 0)::bigint AS balance_minor,
    coalesce(sum(entries.debit_minor - entries.credit_minor)
      FILTER (WHERE entries.ledger_account = 'receivable:payer'), 0)::bigint AS payer_balance_minor
  FROM transactions JOIN ledger_entries entries ON entries.transaction_id = transactions.id
  WHERE transactions.account_id = $1 AND transactions.effective_on <= $2::date
    AND entries.ledger_account LIKE 'receivable:%'`;

type Balances = Pick<AccountRow, "balance_minor" | "payer_balance_minor">;

/**
 * What was owed on an account at the end of an effective date. The caller has checked that the
 * account is in scope.
 */
export async function balanceAsOf(on: Queryable, accountId: string, asOf: string): Promise<Balances> {
  const [row] = await queryNamed<Balances>(on, "balance-as-of", balanceAsOfSql, [accountId, asOf]);
  return row ?? { balance_minor: 0n, payer_balance_minor: 0n };
}
