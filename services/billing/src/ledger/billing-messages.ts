/** What billing publishes: ids, amounts and codes only (PRV-1). Free texts (description, note, reference) stay here. */
import { randomUUIDv7 } from "node:crypto";
import { topics } from "@pms/contracts/events";
import {
  BillingAccountClosed,
  BillingAccountCreated,
  BillingAccountReopened,
  TransactionPosted,
} from "@pms/contracts/gen/pms/events/v1/billing_events";
import type { Caller } from "@pms/kit/audit/caller";
import type { OutboxEvent } from "@pms/kit/events/outbox";
import type { AccountRow } from "../accounts/store/accounts.ts";
import type { TransactionRow } from "./store/postings.ts";

type Type = "BillingAccountCreated" | "BillingAccountClosed" | "BillingAccountReopened" | "TransactionPosted";

function message(caller: Caller, accountId: string, type: Type, payload: Uint8Array): OutboxEvent {
  const { traceparent } = caller.audit;
  return {
    id: randomUUIDv7(),
    topic: topics.billing,
    key: accountId,
    type,
    payload,
    ...(traceparent && { traceparent }),
  };
}

export type OpenedAccount = { id: string; patientId: string; facilityId: string; currency: string; openedAt: Date };

export function accountCreated(caller: Caller, account: OpenedAccount): OutboxEvent {
  const payload = BillingAccountCreated.encode(openingFacts(account)).finish();
  return message(caller, account.id, "BillingAccountCreated", payload);
}

export function openingFacts({ id, patientId, facilityId, currency, openedAt }: OpenedAccount): BillingAccountCreated {
  return { accountId: id, patientId, facilityId, currency, openedAt: openedAt.toISOString() };
}

export function accountStatusChanged(caller: Caller, account: AccountRow): OutboxEvent {
  const facts = { accountId: account.id, patientId: account.patient_id, facilityId: account.facility_id };
  return account.status === "closed"
    ? message(caller, account.id, "BillingAccountClosed", BillingAccountClosed.encode(facts).finish())
    : message(caller, account.id, "BillingAccountReopened", BillingAccountReopened.encode(facts).finish());
}

/** @param reversedType of a reversal: what it reverses. */
export function transactionPosted(
  caller: Caller,
  account: AccountRow,
  row: TransactionRow,
  reversedType = "",
): OutboxEvent {
  const payload = TransactionPosted.encode(postedFacts(account.patient_id, row, reversedType)).finish();
  return message(caller, account.id, "TransactionPosted", payload);
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
