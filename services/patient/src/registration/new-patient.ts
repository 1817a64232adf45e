/** A patient who is not stored yet. */
import { randomUUIDv7 } from "node:crypto";
import type { Patient } from "@pms/contracts/patients/patient";
import type { PhoneCountry } from "@pms/contracts/text/phone-numbers";
import type { Caller } from "@pms/kit/audit/caller";
import type { Deps } from "../deps.ts";
import type { IdentifierTypes } from "../record/identifier-types.ts";
import { accountFacts } from "../record/patient-facts.ts";
import { instantOf } from "../record/patient-id.ts";
import type { PatientRecord } from "../record/patient-record.ts";

export type NewPatient = {
  id: string;
  mrn: string;
  ownerUserId: string | undefined;
  accountId: string;
  createdAt: Date;
  actorId: string;
  record: PatientRecord;
  /** Where numbers without a country code are dialled. */
  phoneCountry: PhoneCountry;
  /** Which of the identifiers are evidence. */
  identifierTypes: IdentifierTypes;
};

/** Gives the patient its ids. Who registers themselves owns the record. */
export function newPatient(
  { phoneCountry, identifierTypes }: Pick<Deps, "phoneCountry" | "identifierTypes">,
  { actor }: Caller,
  { record, mrn }: { record: PatientRecord; mrn: string },
): NewPatient {
  const id = randomUUIDv7();
  return {
    id,
    mrn,
    ownerUserId: actor.ownRecordOnly ? actor.id : undefined,
    accountId: randomUUIDv7(),
    createdAt: instantOf(id),
    actorId: actor.id,
    record,
    phoneCountry,
    identifierTypes,
  };
}

/**
 * The patient as answered to who registers it, with an account that is not known to be open yet.
 */
export function asRegistered({ id, mrn, accountId, createdAt, record }: NewPatient): Patient & PatientRecord {
  const at = createdAt.toISOString();
  const billing = { accountId, status: "pending" } as const;
  return { ...record, id, mrn, status: "active", version: 1, createdAt: at, updatedAt: at, billing };
}

/** What is asked of billing for the patient. */
export function accountRequestOf({ id: patientId, accountId, ownerUserId, record }: NewPatient) {
  return { patientId, accountId, ownerUserId, ...accountFacts(record) };
}
