/** What patient and billing publish, as these services would. */
import { randomUUID } from "node:crypto";
import { eventCodecs, topics } from "@pms/contracts/events/events";
import type { TransactionPosted } from "@pms/contracts/gen/pms/events/v1/billing_events";
import type { DuplicatePairChanged, PatientFacts } from "@pms/contracts/gen/pms/events/v1/patient_events";
import type { EventMessage } from "@pms/kit/event-log/event-log";

export const facilityA = "0198c0de-0000-7000-8000-00000000000a";
export const facilityB = "0198c0de-0000-7000-8000-00000000000b";

export function event(type: string, key: string, payload: Uint8Array): EventMessage {
  const topic = /^(Patient|Duplicate)/.test(type) ? topics.patient : topics.billing;
  return { topic, key, id: randomUUID(), type, source: "/test", time: new Date().toISOString(), payload };
}

export type Patient = PatientFacts & { registeredAt: string };

export function patient(facts: Partial<Patient> = {}): Patient {
  return {
    patientId: randomUUID(),
    facilityId: facilityA,
    birthYear: 1980,
    sex: "female",
    state: "MA",
    hasPhone: false,
    hasEmail: false,
    hasAddress: true,
    version: 1n,
    deceased: false,
    deathYear: 0,
    registeredAt: "2026-03-10T12:00:00Z",
    ...facts,
  };
}

export function created({ registeredAt, ...facts }: Patient): EventMessage {
  const payload = eventCodecs.PatientCreated.encode({ patient: facts, registeredAt }).finish();
  return event("PatientCreated", facts.patientId, payload);
}

export function changed(
  type: "PatientUpdated" | "PatientDeactivated" | "PatientRestored",
  { registeredAt: _, ...facts }: Patient,
) {
  return event(type, facts.patientId, eventCodecs[type].encode({ patient: facts }).finish());
}

/** The record points to the other, or stands for itself again. */
export function merged(
  type: "PatientMerged" | "PatientUnmerged",
  { registeredAt: _, ...facts }: Patient,
  survivorId: string,
) {
  const payload = eventCodecs[type].encode({ patient: facts, survivorId, mergeId: randomUUID() });
  return event(type, facts.patientId, payload.finish());
}

/** Two records that may be one person's, as of a version of the pair. */
export function pairChanged(pair: Partial<DuplicatePairChanged> & { lowPatientId: string; highPatientId: string }) {
  const whole = { pairId: randomUUID(), grade: "certain", status: "open", version: 1n, ...pair };
  const payload = eventCodecs.DuplicatePairChanged.encode(whole).finish();
  return event("DuplicatePairChanged", whole.pairId, payload);
}

export type Account = { accountId: string; patientId: string; facilityId: string };

export function account(facts: Partial<Account> = {}): Account {
  return { accountId: randomUUID(), patientId: randomUUID(), facilityId: facilityA, ...facts };
}

export function opened(of: Account): EventMessage {
  const payload = eventCodecs.BillingAccountCreated.encode({
    ...of,
    currency: "USD",
    openedAt: "2026-01-01T00:00:00Z",
  });
  return event("BillingAccountCreated", of.accountId, payload.finish());
}

/**
 * A transaction as billing would publish it: what is owed goes up by charges and refunds, down by
 * payments.
 */
export function posting(of: Account, facts: Partial<TransactionPosted> = {}): TransactionPosted {
  const type = facts.type ?? "charge";
  const amountMinor = facts.amountMinor ?? 10_000n;
  const direction = (facts.reversedType ?? type) === "payment" ? -1n : 1n;
  const posted = {
    transactionId: randomUUID(),
    ...of,
    type,
    amountMinor,
    currency: "USD",
    balanceAfterMinor: 0n,
    balanceDeltaMinor: direction * amountMinor * (type === "reversal" ? -1n : 1n),
    effectiveOn: "2026-03-10",
    postedAt: "2026-03-10T12:00:00Z",
    reversalOf: "",
    reversedType: "",
    method: type === "payment" || type === "refund" ? "card" : "",
    code: type === "charge" ? "99213" : "",
  };
  return { ...posted, ...facts };
}

export function reversalOf(original: TransactionPosted, facts: Partial<TransactionPosted> = {}): TransactionPosted {
  return {
    ...original,
    transactionId: randomUUID(),
    type: "reversal",
    reversalOf: original.transactionId,
    reversedType: original.type,
    balanceDeltaMinor: -original.balanceDeltaMinor,
    ...facts,
  };
}

export function posted(transaction: TransactionPosted): EventMessage {
  return event("TransactionPosted", transaction.accountId, eventCodecs.TransactionPosted.encode(transaction).finish());
}
