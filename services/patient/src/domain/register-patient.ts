import { randomUUIDv7 } from "node:crypto";
import type { Patient, PatientWrite } from "@pms/contracts/patients";
import type { Actor } from "@pms/kit/access";
import { type AuditContext, auditPayload } from "@pms/kit/audit";
import { etagOf } from "@pms/kit/conditional";
import { isUniqueViolation } from "@pms/kit/db-error";
import { type Answer, findAnswer, type IdempotentRequest, sealAnswer } from "@pms/kit/idempotency";
import { invalidField, ProblemError } from "@pms/kit/problem";
import type { Deps } from "../deps.ts";
import { checkRecord, normaliseRecord, type PatientRecord } from "../record/patient-record.ts";
import { findBillingStates } from "../store/find-billing-states.ts";
import { findPatientsByIdentifiers } from "../store/find-identifiers.ts";
import type { AnswerToKeep, NewPatient } from "../store/insert-patient.ts";
import { chooseFacility } from "./choose-facility.ts";
import { patientCreated, patientFacts } from "./patient-facts.ts";

export type Registration = {
  actor: Actor;
  audit: AuditContext;
  key: IdempotentRequest | undefined;
  body: PatientWrite;
};
type RegistrationDeps = Pick<Deps, "database" | "facilities" | "mrns" | "registrations" | "accounts" | "relay">;

/**
 * Registers a patient: record, first version, event, audit and the answer to the Idempotency-Key commit together (REL-2,
 * REL-4). The billing account follows within a short deadline, or later: the answer is 201 either way (REL-3).
 */
export async function registerPatient(
  deps: RegistrationDeps,
  { actor, audit, key, body }: Registration,
): Promise<Answer & { replayed: boolean }> {
  const written = normaliseRecord(body);
  if (written.identifiers) {
    const saved = key && (await findAnswer(deps.database.db, key));
    if (saved) return replay(deps, saved);
    await refuseKnownIdentifiers(deps, written);
  }
  checkRecord(written);
  const record = { ...written, facilityId: await chooseFacility(deps.facilities, actor, written.facilityId) };
  const [mrn = ""] = await deps.mrns(1);
  const patient = newPatient(actor, record, mrn);
  const answer = answerFor(patient);
  const stored = await storePatient(deps, patient, audit, key && { key, status: 201, sealed: sealAnswer(key, answer) });
  if (!stored) {
    const saved = key && (await findAnswer(deps.database.db, key));
    if (!saved) throw new ProblemError("internal");
    return replay(deps, saved);
  }
  deps.relay.wake();
  const { id: patientId, accountId, ownerUserId } = patient;
  const billing = await deps.accounts.open(
    { patientId, accountId, facilityId: record.facilityId, ownerUserId },
    { token: actor.token, ...(audit.traceparent && { traceparent: audit.traceparent }) },
  );
  return { ...answer, body: { ...answer.body, billing }, replayed: false };
}

export function newPatient(actor: Actor, record: PatientRecord, mrn: string): NewPatient {
  const id = randomUUIDv7();
  return {
    id,
    mrn,
    ownerUserId: actor.ownRecordOnly ? actor.id : undefined,
    accountId: randomUUIDv7(),
    createdAt: instantOf(id),
    actorId: actor.id,
    record,
  };
}

/** The milliseconds within a UUIDv7: created_at is in the order of the ids. */
export function instantOf(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}

function answerFor({ id, mrn, accountId, createdAt, record }: NewPatient) {
  const at = createdAt.toISOString();
  const billing = { accountId, status: "pending" as const };
  const body: Patient = { ...record, id, mrn, status: "active", version: 1, createdAt: at, updatedAt: at, billing };
  return { status: 201, body, headers: { location: `/api/patients/${id}`, etag: etagOf(1) } };
}

async function storePatient(
  { registrations }: RegistrationDeps,
  patient: NewPatient,
  audit: AuditContext,
  answer: AnswerToKeep | undefined,
): Promise<boolean> {
  const { id, record, createdAt } = patient;
  const facts = { action: "patient.create", resourceType: "patient", resourceId: id, patientId: id };
  try {
    return await registrations.store({
      patient,
      event: patientCreated(patientFacts(id, 1, record), createdAt, audit.traceparent ?? ""),
      audit: auditPayload("patient", audit, { ...facts, facilityId: record.facilityId }),
      answer,
    });
  } catch (error) {
    if (isUniqueViolation(error, "patients_owner_unique"))
      throw new ProblemError("already-exists", "You have registered your record already.");
    if (isUniqueViolation(error, "patient_identifiers_unique")) throw identifierTaken();
    throw error;
  }
}

/** 409 with the pointer of the identifier, as far as it is known. */
export function identifierTaken(index?: number): ProblemError {
  const pointer = index === undefined ? "/identifiers" : `/identifiers/${index}`;
  const { message, errors = [] } = invalidField(pointer, "belongs to another patient");
  return new ProblemError("already-exists", message, { errors });
}

/** 409 when one of them is somebody's; `ownId` is whose they may be. */
export async function refuseKnownIdentifiers(
  { database }: Pick<Deps, "database">,
  { identifiers = [] }: PatientWrite,
  ownId?: string,
): Promise<void> {
  const known = await findPatientsByIdentifiers(database.pool, identifiers);
  const index = known.findIndex((owner) => owner !== undefined && owner !== ownId);
  if (index >= 0) throw identifierTaken(index);
}

/** What was answered then, with the account as it is now. */
async function replay({ database }: RegistrationDeps, saved: Answer): Promise<Answer & { replayed: true }> {
  const body = saved.body as Patient;
  const [billing] = await findBillingStates(database.pool, [body.id]);
  return { ...saved, body: { ...body, ...(billing && { billing }) }, replayed: true };
}
