/** Balances derived from the immutable entries, not from what is kept. */
import type { Responsibility } from "@pms/contracts/billing";
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "./gen/tables.ts";

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

/**
 * What a party has paid to an account, in minor units: payments less refunds, both without what was reversed, for a reversal
 * keeps the responsibility of its original. Below zero where a payment was reversed that had been given back.
 */
export async function paidBy(tx: Transaction<DB>, accountId: string, party: Responsibility): Promise<bigint> {
  const { rows } = await sql<{ paid_minor: bigint }>`
    SELECT coalesce(sum(entries.debit_minor - entries.credit_minor), 0)::bigint AS paid_minor
    FROM transactions JOIN ledger_entries entries ON entries.transaction_id = transactions.id
    WHERE transactions.account_id = ${accountId} AND transactions.responsibility = ${party}
      AND entries.ledger_account = 'cash'`.execute(tx);
  return rows[0]?.paid_minor ?? 0n;
}
