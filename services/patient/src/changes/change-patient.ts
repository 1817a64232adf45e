import type { Patient } from "@pms/contracts/patients/patient";
import type { PatientWrite } from "@pms/contracts/patients/record";
import type { Caller } from "@pms/kit/audit/caller";
import { commitOnce, type KeptAnswer } from "@pms/kit/events/commit";
import { findAnswer, type IdempotentRequest } from "@pms/kit/http/idempotency";
import { invalidField } from "@pms/kit/problem/problem";
import type { Transaction } from "kysely";
import type { Deps } from "../deps.ts";
import { changedFields } from "../record/changed-fields.ts";
import { checkFacility } from "../record/choose-facility.ts";
import { identifierTaken, refuseKnownIdentifiers } from "../record/known-identifiers.ts";
import { requireKnownPeople } from "../record/known-people.ts";
import { patientEtag } from "../record/patient-etag.ts";
import { checkRecord, normaliseRecord, type PatientRecord } from "../record/patient-record.ts";
import { isIdentifierTaken } from "../record/store/find-identifier-owners.ts";
import { findPatient } from "../record/store/find-patient.ts";
import { type PatientRow, recordOf, toPatient } from "../record/store/patient-rows.ts";
import type { DB } from "../store/gen/tables.ts";
import { nextVersion } from "./next-version.ts";
import { requireActive, requireCurrent } from "./require-state.ts";
import { replaceIdentifiers, updatePatient } from "./store/update-patient.ts";

/** What becomes of which record, if it is of one of these versions, and why. */
type Change = {
  id: string;
  versions: readonly number[];
  edit: (record: PatientRecord) => PatientWrite;
  reason?: string | undefined;
  /** The version whose record this is. */
  restoredFrom?: number | undefined;
};
export type ChangeDeps = Pick<
  Deps,
  "database" | "facilities" | "relay" | "audit" | "phoneCountry" | "identifierTypes" | "now"
>;

/**
 * Changes the record to what `edit` makes of it, under the rules of registration; no version where
 * nothing changes. 404 out of reach, 412 when none of `versions` stands, 409 unless active.
 */
export async function changePatient(deps: ChangeDeps, caller: Caller, change: Change): Promise<Patient> {
  const { body } = await changeOnce(deps, caller, { ...change, key: undefined });
  return body as Patient;
}

/** The same under an Idempotency-Key, whose answer is given again. */
export async function changeOnce(
  deps: ChangeDeps,
  caller: Caller,
  { id, versions, edit, key, ...why }: Change & { key: IdempotentRequest | undefined },
): Promise<KeptAnswer> {
  const saved = key && (await findAnswer(deps.database.db, key));
  if (saved) return { ...saved, replayed: true };
  const row = requireCurrent(await findPatient(deps.database.pool, caller.actor, id), versions);
  requireActive(row);
  const before = recordOf(row);
  const written = normaliseRecord(edit(before));
  const record = { ...written, ...unchangeable(before, written), facilityId: written.facilityId ?? before.facilityId };
  const changed = changedFields(before, record);
  if (changed.length === 0) {
    recordNothing(deps, caller, row);
    return { ...answerOf(toPatient(row)), replayed: false };
  }
  checkRecord(record, { now: deps.now(), identifierTypes: deps.identifierTypes, before });
  await requireKnownPeople(deps, caller, { record, before, ownId: row.id });
  if (changed.includes("/facilityId")) await checkFacility(deps, caller, record.facilityId);
  const identified = changed.includes("/identifiers");
  if (identified) await refuseKnownIdentifiers(deps, caller, { identifiers: record.identifiers, ownId: row.id });
  return store(deps, caller, row, { record, changed, identified, key, ...why });
}

function answerOf(patient: Patient) {
  return { status: 200, body: patient, headers: { etag: patientEtag(patient) } };
}

/**
 * The day of the first registration stays: a PUT may leave it out or repeat it. 400 for another.
 */
function unchangeable(before: PatientRecord, { registeredOn = before.registeredOn }: PatientWrite) {
  if (registeredOn !== before.registeredOn) throw invalidField("/registeredOn", "cannot be changed");
  return registeredOn === undefined ? {} : { registeredOn };
}

type Stored = Pick<Change, "reason" | "restoredFrom"> & {
  record: PatientRecord;
  changed: string[];
  identified: boolean;
  key: IdempotentRequest | undefined;
};

async function store(
  deps: ChangeDeps,
  caller: Caller,
  row: PatientRow,
  { record, changed, identified, key, ...why }: Stored,
): Promise<KeptAnswer> {
  try {
    const work = async (tx: Transaction<DB>) => {
      const next = { change: "updated", changed, status: "active", record, ...why } as const;
      const version = nextVersion(deps, caller, row, next);
      await updatePatient(tx, caller.actor, version);
      if (identified) await replaceIdentifiers(tx, row.id, record.identifiers ?? [], deps.identifierTypes);
      return answerOf(version.patient);
    };
    return await commitOnce(deps, key, work, row.id);
  } catch (error) {
    if (isIdentifierTaken(error)) throw identifierTaken();
    throw error;
  }
}

/** The answer shows the record, so that somebody looked is recorded all the same (AUD-1). */
function recordNothing({ audit }: ChangeDeps, caller: Caller, { id, facility_id: facilityId }: PatientRow): void {
  const facts = { resourceType: "patient", resourceId: id, patientId: id, facilityId };
  audit.record(caller.audit, { action: "patient.read", ...facts });
}
