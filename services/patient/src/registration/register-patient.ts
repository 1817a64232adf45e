import { randomUUIDv7 } from "node:crypto";
import { identifierKey } from "@pms/contracts/identifiers";
import type { Patient, PatientWrite } from "@pms/contracts/patients";
import { type AuditContext, auditPayload } from "@pms/kit/audit/audit";
import { isUniqueViolation } from "@pms/kit/db/errors";
import type { Actor } from "@pms/kit/http/access";
import { type Answer, findSubject, type IdempotentRequest } from "@pms/kit/http/idempotency";
import { invalidField, ProblemError } from "@pms/kit/http/problem";
import { billingCallerOf } from "../accounts/billing.ts";
import type { Deps } from "../deps.ts";
import { chooseFacility } from "../record/choose-facility.ts";
import { patientEtag } from "../record/patient-etag.ts";
import { accountFacts, patientCreated, patientFacts } from "../record/patient-facts.ts";
import { checkRecord, normaliseRecord, type PatientRecord } from "../record/patient-record.ts";
import { registeredAt } from "../record/registered-at.ts";
import { findIdentifierOwners, isIdentifierTaken } from "../record/store/find-identifier-owners.ts";
import { findFirstVersion, patientOf } from "../record/store/versions.ts";
import { asRegistered, type NewPatient } from "./store/insert-patient.ts";

export type Registration = {
  actor: Actor;
  audit: AuditContext;
  key: IdempotentRequest | undefined;
  body: PatientWrite;
};
type RegistrationDeps = Pick<
  Deps,
  "database" | "facilities" | "mrns" | "registrations" | "accounts" | "relay" | "phoneCountry"
>;

/**
 * Registers a patient: record, first version, event, audit and the Idempotency-Key commit together (REL-2, REL-4). The billing account follows within a short deadline, or later: the answer is 201 either way (REL-3).
 */
export async function registerPatient(
  deps: RegistrationDeps,
  { actor, audit, key, body }: Registration,
): Promise<Answer & { replayed: boolean }> {
  const written = normaliseRecord(body);
  // That one is taken already would tell anyone who signs up whose patient its owner is (AZ-3).
  if (actor.ownRecordOnly && written.identifiers) throw invalidField("/identifiers", "is for the staff to enter");
  try {
    if (actor.ownRecordOnly && actor.patientId !== undefined) throw registeredAlready();
    await refuseKnownIdentifiers(deps, actor, written);
  } catch (error) {
    // An identifier is stored, and a record is linked, after a registration with its key, which may be this one.
    const earlier = key && (await replay(deps, key));
    if (earlier) return earlier;
    throw error;
  }
  checkRecord(written);
  if (written.registeredOn !== undefined && !actor.permissions.has("patient:import"))
    throw invalidField("/registeredOn", "is for those to say who may import patients");
  const record = { ...written, facilityId: await chooseFacility(deps.facilities, actor, written.facilityId) };
  const [mrn = ""] = await deps.mrns(1);
  const patient = newPatient(deps, actor, record, mrn);
  if (!(await storePatient(deps, patient, audit, key))) {
    const earlier = key && (await replay(deps, key));
    if (!earlier) throw new ProblemError("internal");
    return earlier;
  }
  deps.relay.wake();
  const { id: patientId, accountId, ownerUserId } = patient;
  const billing = await deps.accounts.open(
    { patientId, accountId, ownerUserId, ...accountFacts(record) },
    billingCallerOf({ actor, audit }),
  );
  return { ...answerOf({ ...asRegistered(patient), billing }), replayed: false };
}

export function newPatient(
  { phoneCountry }: Pick<Deps, "phoneCountry">,
  actor: Actor,
  record: PatientRecord,
  mrn: string,
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
  };
}

/** The milliseconds within a UUIDv7: created_at is in the order of the ids. */
export function instantOf(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}

function answerOf(body: Patient): Answer {
  return { status: 201, body, headers: { location: `/api/patients/${body.id}`, etag: patientEtag(body) } };
}

/** What was answered to the first request with this key, with the account as it is now; undefined when there was none. */
async function replay(
  { database }: Pick<Deps, "database">,
  key: IdempotentRequest,
): Promise<(Answer & { replayed: true }) | undefined> {
  const id = await findSubject(database.db, key);
  const first = id && (await findFirstVersion(database.pool, id));
  return first ? { ...answerOf(patientOf(first)), replayed: true } : undefined;
}

async function storePatient(
  { registrations }: RegistrationDeps,
  patient: NewPatient,
  audit: AuditContext,
  key: IdempotentRequest | undefined,
): Promise<boolean> {
  const { id, record, createdAt } = patient;
  const facts = { action: "patient.create", resourceType: "patient", resourceId: id, patientId: id };
  try {
    return await registrations.store({
      patient,
      event: patientCreated(patientFacts(id, 1, record), registeredAt(record, createdAt), audit.traceparent ?? ""),
      audit: auditPayload("patient", audit, { ...facts, facilityId: record.facilityId }),
      key,
    });
  } catch (error) {
    if (isUniqueViolation(error, "patients_owner_unique")) throw registeredAlready();
    if (isIdentifierTaken(error)) throw identifierTaken();
    throw error;
  }
}

/** 409: whoever registers themselves has one record, their own or the one that the staff has linked to them. */
function registeredAlready(): ProblemError {
  return new ProblemError("already-exists", "You have a record already.");
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
  actor: Actor,
  { identifiers = [] }: PatientWrite,
  ownId?: string,
): Promise<void> {
  const owners = await findIdentifierOwners(database.pool, actor, identifiers);
  const index = identifiers.findIndex((identifier) => {
    const owner = owners.get(identifierKey(identifier));
    return owner !== undefined && owner.id !== ownId;
  });
  if (index >= 0) throw identifierTaken(index);
}
