import type { Patient } from "@pms/contracts/patients/patient";
import type { DifferenceReason, PatientRegistration } from "@pms/contracts/patients/record";
import { auditPayload } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import { isUniqueViolation } from "@pms/kit/db/errors";
import { type Answer, findSubject, type IdempotentRequest } from "@pms/kit/http/idempotency";
import { invalidField, ProblemError } from "@pms/kit/problem/problem";
import { openAccount } from "../accounts/open-account.ts";
import type { Deps } from "../deps.ts";
import { chooseFacility } from "../record/choose-facility.ts";
import { identifierTaken, refuseKnownIdentifiers } from "../record/known-identifiers.ts";
import { requireKnownPeople } from "../record/known-people.ts";
import { patientEtag } from "../record/patient-etag.ts";
import { patientCreated, patientFacts } from "../record/patient-facts.ts";
import { checkRecord, normaliseRecord } from "../record/patient-record.ts";
import { registeredAt } from "../record/registered-at.ts";
import { isIdentifierTaken } from "../record/store/find-identifier-owners.ts";
import { findFirstVersion, patientOf } from "../record/store/versions.ts";
import { findRegistered, tellApart } from "./look-alikes.ts";
import { accountRequestOf, asRegistered, type NewPatient, newPatient } from "./new-patient.ts";

type StoreDeps = Pick<Deps, "insertRegistration" | "relay">;
type RegistrationDeps = StoreDeps &
  Pick<
    Deps,
    | "database"
    | "facilities"
    | "takeMrns"
    | "accountOpener"
    | "markAccountOpen"
    | "phoneCountry"
    | "identifierTypes"
    | "logger"
    | "now"
    | "audit"
    | "matchModel"
  >;

/**
 * Record, first version, event, audit and the Idempotency-Key commit together (REL-2, REL-4). The
 * billing account follows within a short deadline, or later: the answer is 201 either way (REL-3).
 */
export async function registerPatient(
  deps: RegistrationDeps,
  caller: Caller,
  { key, body }: { key: IdempotentRequest | undefined; body: PatientRegistration },
): Promise<Answer & { replayed: boolean }> {
  const { actor } = caller;
  const { differsBecause, checkDuplicates, ...given } = body;
  const written = normaliseRecord(given);
  // That one is taken already would tell anyone who signs up whose patient its owner is (AZ-3).
  if (actor.ownRecordOnly && written.identifiers) throw invalidField("/identifiers", "is for the staff to enter");
  let resembles: string[];
  try {
    if (actor.ownRecordOnly && actor.patientId !== undefined) throw registeredAlready();
    await refuseKnownIdentifiers(deps, caller, written);
    resembles = await findRegistered(deps, caller, { written, checkDuplicates, differsBecause });
  } catch (error) {
    // An identifier is stored, and a record is linked, after a registration with its key, which may
    // be this one.
    const earlier = key && (await replay(deps, key));
    if (earlier) return earlier;
    throw error;
  }
  checkRecord(written, { now: deps.now(), identifierTypes: deps.identifierTypes });
  await requireKnownPeople(deps, caller, { record: written });
  if (written.registeredOn !== undefined && !actor.permissions.has("patient:import"))
    throw invalidField("/registeredOn", "is for those to say who may import patients");
  const record = { ...written, facilityId: await chooseFacility(deps, caller, written.facilityId) };
  const [mrn = ""] = await deps.takeMrns(1);
  const patient = newPatient(deps, caller, { record, mrn });
  if (!(await store(deps, caller, { patient, key, differsBecause, resembles }))) {
    const earlier = key && (await replay(deps, key));
    if (!earlier) throw new ProblemError("internal");
    return earlier;
  }
  if (differsBecause) await tellApart(deps, caller, { id: patient.id, others: resembles, reason: differsBecause });
  const billing = await openAccount(deps, caller, accountRequestOf(patient));
  return { ...answerOf({ ...asRegistered(patient), billing }), replayed: false };
}

function answerOf(body: Patient): Answer {
  return { status: 201, body, headers: { location: `/api/patients/${body.id}`, etag: patientEtag(body) } };
}

/**
 * What was answered to the first request with this key, with the account as it is now; undefined
 * when there was none.
 */
async function replay(
  { database }: Pick<Deps, "database">,
  key: IdempotentRequest,
): Promise<(Answer & { replayed: true }) | undefined> {
  const id = await findSubject(database.db, key);
  const first = id && (await findFirstVersion(database.pool, id));
  return first ? { ...answerOf(patientOf(first)), replayed: true } : undefined;
}

type Stored = {
  patient: NewPatient;
  key: IdempotentRequest | undefined;
  differsBecause: DifferenceReason | undefined;
  /** Whom the patient looks like. */
  resembles: readonly string[];
};

/** False when the Idempotency-Key was used before. */
async function store(
  { insertRegistration, relay }: StoreDeps,
  { audit }: Caller,
  { patient, key, differsBecause, resembles }: Stored,
): Promise<boolean> {
  const { id, record, createdAt } = patient;
  const said = differsBecause && {
    details: { differsBecause, ...(resembles.length > 0 && { resembles: resembles.join(" ") }) },
  };
  const facts = { action: "patient.create", resourceType: "patient", resourceId: id, patientId: id, ...said };
  try {
    const isStored = await insertRegistration({
      patient,
      event: patientCreated(patientFacts(id, 1, record), registeredAt(record, createdAt), audit.traceparent ?? ""),
      audit: auditPayload("patient", audit, { ...facts, facilityId: record.facilityId }),
      key,
    });
    if (isStored) relay.wake();
    return isStored;
  } catch (error) {
    if (isUniqueViolation(error, "patients_owner_unique")) throw registeredAlready();
    if (isIdentifierTaken(error)) throw identifierTaken();
    throw error;
  }
}

/**
 * 409: whoever registers themselves has one record, their own or the one that the staff has linked
 * to them.
 */
function registeredAlready(): ProblemError {
  return new ProblemError("already-exists", "You have a record already.");
}
