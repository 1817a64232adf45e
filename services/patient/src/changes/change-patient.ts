import type { Patient, PatientWrite } from "@pms/contracts/patients";
import type { Caller } from "@pms/kit/audit/caller";
import { inTransaction } from "@pms/kit/db/database";
import { invalidField } from "@pms/kit/http/problem";
import type { Transaction } from "kysely";
import type { Deps } from "../deps.ts";
import { changedFields } from "../record/changed-fields.ts";
import { checkFacility } from "../record/choose-facility.ts";
import { checkRecord, normaliseRecord, type PatientRecord } from "../record/patient-record.ts";
import { isIdentifierTaken } from "../record/store/find-identifier-owners.ts";
import { findPatient } from "../record/store/find-patient.ts";
import { type PatientRow, recordOf, toPatient } from "../record/store/patient-rows.ts";
import { identifierTaken, refuseKnownIdentifiers } from "../registration/register-patient.ts";
import type { DB } from "../store/gen/tables.ts";
import { requireActive, requireCurrent } from "./require-state.ts";
import { replaceIdentifiers } from "./store/update-patient.ts";
import { storeVersion } from "./store-version.ts";

type ChangeDeps = Pick<Deps, "database" | "facilities" | "relay" | "audit" | "phoneCountry">;

/**
 * Changes the record to what `edit` makes of it; the rules of registration hold for the result. 404 out of reach, 412 when
 * none of `versions` stands, 409 unless active. What changes nothing makes no version and no event.
 */
export async function changePatient(
  deps: ChangeDeps,
  by: Caller,
  target: { id: string; versions: readonly number[] },
  edit: (record: PatientRecord) => PatientWrite,
): Promise<Patient> {
  const row = requireCurrent(await findPatient(deps.database.pool, by.actor, target.id), target.versions);
  requireActive(row);
  const before = recordOf(row);
  const written = normaliseRecord(edit(before));
  const record = { ...written, ...unchangeable(before, written), facilityId: written.facilityId ?? before.facilityId };
  const changed = changedFields(before, record);
  if (changed.length === 0) {
    recordNothing(deps, by, row);
    return toPatient(row);
  }
  checkRecord(record);
  if (changed.includes("/facilityId")) await checkFacility(deps.facilities, by.actor, record.facilityId);
  const identified = changed.includes("/identifiers");
  if (identified) await refuseKnownIdentifiers(deps, by.actor, record, row.id);
  const patient = await store(deps, by, row, { record, changed, identified });
  deps.relay.wake();
  return patient;
}

/** The day of the first registration stays: a PUT may leave it out or repeat it. 400 for another. */
function unchangeable(before: PatientRecord, { registeredOn = before.registeredOn }: PatientWrite) {
  if (registeredOn !== before.registeredOn) throw invalidField("/registeredOn", "cannot be changed");
  return registeredOn === undefined ? {} : { registeredOn };
}

async function store(
  { database, phoneCountry }: ChangeDeps,
  by: Caller,
  row: PatientRow,
  { record, changed, identified }: { record: PatientRecord; changed: string[]; identified: boolean },
): Promise<Patient> {
  try {
    const work = async (tx: Transaction<DB>) => {
      const next = { change: "updated", changed, status: "active", record, phoneCountry } as const;
      const patient = await storeVersion(tx, by, row, next);
      if (identified) await replaceIdentifiers(tx, row.id, record.identifiers ?? []);
      return patient;
    };
    return await inTransaction(database, work, row.id);
  } catch (error) {
    if (isIdentifierTaken(error)) throw identifierTaken();
    throw error;
  }
}

/** The answer shows the record, so that somebody looked is recorded all the same (AUD-1). */
function recordNothing({ audit }: ChangeDeps, by: Caller, { id, facility_id: facilityId }: PatientRow): void {
  const facts = { resourceType: "patient", resourceId: id, patientId: id, facilityId };
  audit.record(by.audit, { action: "patient.read", ...facts });
}
