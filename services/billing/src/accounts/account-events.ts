/**
 * What billing publishes: ids, amounts and codes only (PRV-1). Free texts (description, note,
 * reference) stay here.
 */
import { randomUUIDv7 } from "node:crypto";
import { topics } from "@pms/contracts/events/events";
import {
  BillingAccountClosed,
  BillingAccountCreated,
  BillingAccountReopened,
} from "@pms/contracts/gen/pms/events/v1/billing_events";
import type { Caller } from "@pms/kit/audit/caller";
import type { OutboxEvent } from "@pms/kit/events/outbox";
import type { AccountRow } from "../store/tables.ts";

type BillingEventType =
  | "BillingAccountCreated"
  | "BillingAccountClosed"
  | "BillingAccountReopened"
  | "TransactionPosted";

/** Keyed by the account: what happens to one arrives in order. */
export function billingEvent(
  caller: Caller,
  accountId: string,
  type: BillingEventType,
  payload: Uint8Array,
): OutboxEvent {
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
  return billingEvent(caller, account.id, "BillingAccountCreated", payload);
}

export function openingFacts({ id, patientId, facilityId, currency, openedAt }: OpenedAccount): BillingAccountCreated {
  return { accountId: id, patientId, facilityId, currency, openedAt: openedAt.toISOString() };
}

export function accountStatusChanged(caller: Caller, account: AccountRow): OutboxEvent {
  const facts = { accountId: account.id, patientId: account.patient_id, facilityId: account.facility_id };
  return account.status === "closed"
    ? billingEvent(caller, account.id, "BillingAccountClosed", BillingAccountClosed.encode(facts).finish())
    : billingEvent(caller, account.id, "BillingAccountReopened", BillingAccountReopened.encode(facts).finish());
}
