import { type Transaction, TransactionType } from "@pms/contracts/gen/pms/billing/v1/billing";
import type { KnownTransaction } from "./store/transactions.ts";

const types: Readonly<Record<string, TransactionType>> = {
  charge: TransactionType.CHARGE,
  payment: TransactionType.PAYMENT,
  adjustment: TransactionType.ADJUSTMENT,
  refund: TransactionType.REFUND,
  transfer: TransactionType.TRANSFER,
  reversal: TransactionType.REVERSAL,
};

/** The row as the message of `pms.billing.v1`. */
export function transactionMessage(row: KnownTransaction): Transaction {
  return {
    id: row.id,
    accountId: row.account_id,
    type: types[row.type] ?? TransactionType.UNSPECIFIED,
    amount: { amountMinor: row.amount_minor, currency: row.currency },
    postedAt: row.posted_at.toISOString(),
    effectiveOn: row.effective_on,
    balanceAfterMinor: row.balance_after_minor,
    reversalOf: row.reversal_of ?? "",
    reversedBy: row.reversed_by ?? "",
    code: row.code ?? row.reason_code ?? "",
    method: row.method ?? "",
  };
}
