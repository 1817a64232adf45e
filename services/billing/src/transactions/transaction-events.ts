/**
 * What billing publishes of what is posted: ids, amounts and codes only, as of accounts (PRV-1).
 */
import { TransactionPosted } from "@pms/contracts/gen/pms/events/v1/billing_events";
import type { Caller } from "@pms/kit/audit/caller";
import type { OutboxEvent } from "@pms/kit/events/outbox";
import { billingEvent } from "../accounts/account-events.ts";
import type { AccountRow, TransactionRow } from "../store/tables.ts";

/** @param reversedType of a reversal: what it reverses. */
export function transactionPosted(
  caller: Caller,
  account: AccountRow,
  row: TransactionRow,
  reversedType = "",
): OutboxEvent {
  const payload = TransactionPosted.encode(postedFacts(account.patient_id, row, reversedType)).finish();
  return billingEvent(caller, account.id, "TransactionPosted", payload);
}

export function postedFacts(patientId: string, row: TransactionRow, reversedType: string): TransactionPosted {
  return {
    transactionId: row.id,
    accountId: row.account_id,
    patientId,
    facilityId: row.facility_id,
    type: row.type,
    amountMinor: row.amount_minor,
    currency: row.currency,
    balanceDeltaMinor: row.balance_delta_minor,
    balanceAfterMinor: row.balance_after_minor,
    effectiveOn: row.effective_on,
    postedAt: row.posted_at.toISOString(),
    method: row.method ?? "",
    code: row.code ?? row.reason_code ?? "",
    reversalOf: row.reversal_of ?? "",
    reversedType,
  };
}
