/** Rows as the messages of `pms.billing.v1`. */
import {
  AccountStatus,
  type BillingAccount,
  type Transaction,
  TransactionType,
} from "@pms/contracts/gen/pms/billing/v1/billing";
import type { AccountRow } from "../accounts/store/accounts.ts";
import type { KnownTransaction } from "../ledger/store/transactions.ts";

export function accountMessage(row: AccountRow): BillingAccount {
  return {
    id: row.id,
    patientId: row.patient_id,
    status: row.status === "closed" ? AccountStatus.CLOSED : AccountStatus.ACTIVE,
    currency: row.currency,
    balanceMinor: row.balance_minor,
    openedAt: row.opened_at.toISOString(),
    version: BigInt(row.version),
    facilityId: row.facility_id,
    patientVersion: BigInt(row.patient_version),
  };
}

const types: Readonly<Record<string, TransactionType>> = {
  charge: TransactionType.CHARGE,
  payment: TransactionType.PAYMENT,
  adjustment: TransactionType.ADJUSTMENT,
  refund: TransactionType.REFUND,
  transfer: TransactionType.TRANSFER,
  reversal: TransactionType.REVERSAL,
};

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
