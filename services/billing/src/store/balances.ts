/** Balances derived from the immutable entries, not from what is kept. */
import type { Responsibility } from "@pms/contracts/billing";
import type { Actor } from "@pms/kit/access";
import { type Kysely, sql, type Transaction } from "kysely";
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
