/** What an event says of a patient: ids and coded facts, nothing that names anyone (PRV-1). */
import { randomUUIDv7 } from "node:crypto";
import { eventCodecs, topics } from "@pms/contracts/events/events";
import type { PatientFacts } from "@pms/contracts/gen/pms/events/v1/patient_events";
import type { OutboxEvent } from "@pms/kit/events/outbox";
import { regionCode } from "../regions/regions.ts";
import { demographicsOf } from "./demographic-facts.ts";
import type { PatientRecord } from "./patient-record.ts";

export function patientFacts(patientId: string, version: number, record: PatientRecord): PatientFacts {
  return {
    patientId,
    facilityId: record.facilityId,
    birthYear: yearOf(record.dateOfBirth),
    sex: record.sex ?? "",
    state: regionCode(record.address),
    hasPhone: (record.phoneNumber ?? record.phones) !== undefined,
    hasEmail: (record.email ?? record.emails) !== undefined,
    hasAddress: (record.address ?? record.addresses) !== undefined,
    version: BigInt(version),
    deceased: record.deceasedDate !== undefined,
    deathYear: yearOf(record.deceasedDate),
    demographics: demographicsOf(record),
  };
}

/** What billing keeps of a patient's record beside the account. */
export function accountFacts({ facilityId, dateOfBirth, deceasedDate }: PatientRecord) {
  return { facilityId, birthYear: yearOf(dateOfBirth), deathYear: yearOf(deceasedDate) };
}

/** 0 when not known. */
function yearOf(date: string | undefined): number {
  return date === undefined ? 0 : Number(date.slice(0, 4));
}

type ChangeEvent = "PatientUpdated" | "PatientDeactivated" | "PatientRestored";

export function patientCreated(facts: PatientFacts, registeredAt: Date, traceparent: string): OutboxEvent {
  const payload = eventCodecs.PatientCreated.encode({ patient: facts, registeredAt: registeredAt.toISOString() });
  return outboxEvent("PatientCreated", facts.patientId, payload.finish(), traceparent);
}

export function patientChanged(type: ChangeEvent, facts: PatientFacts, traceparent: string): OutboxEvent {
  return outboxEvent(type, facts.patientId, eventCodecs[type].encode({ patient: facts }).finish(), traceparent);
}

/** Of the merged record, which then points to the survivor; and of the way back. */
export function patientMerged(
  type: "PatientMerged" | "PatientUnmerged",
  facts: PatientFacts,
  { survivorId, mergeId }: { survivorId: string; mergeId: string },
  traceparent: string,
): OutboxEvent {
  const payload = eventCodecs[type].encode({ patient: facts, survivorId, mergeId });
  return outboxEvent(type, facts.patientId, payload.finish(), traceparent);
}

function outboxEvent(type: string, key: string, payload: Uint8Array, traceparent: string): OutboxEvent {
  return { id: randomUUIDv7(), topic: topics.patient, key, type, payload, traceparent };
}
