import type { Patient } from "@pms/contracts/patients/patient";
import type { Caller } from "@pms/kit/audit/caller";
import { notFound } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";
import type { PatientRow } from "../record/store/patient-rows.ts";
import { findVersionAt, patientOf } from "../record/store/versions.ts";

/**
 * The patient, and a trace of who looked (AUD-1). 404 when there is none within the caller's reach,
 * also recorded.
 */
export async function readPatient(
  { findPatient, audit }: Pick<Deps, "findPatient" | "audit">,
  caller: Caller,
  { id, action }: { id: string; action: string },
): Promise<PatientRow> {
  const row = await findPatient(caller.actor, id);
  audit.record(caller.audit, {
    action,
    resourceType: "patient",
    resourceId: id,
    patientId: id,
    ...(row ? { facilityId: row.facility_id } : { outcome: "refused" }),
  });
  if (!row) throw notFound();
  return row;
}

type Part<Found> = { id: string; action: string; find: () => Promise<Found | undefined> };

/**
 * What stands beside a record, and a trace of who looked for it: refused where the record is out of
 * reach, and where `find` finds nothing, which is 404 too.
 */
export async function readPart<Found>(
  { findPatient, audit }: Pick<Deps, "findPatient" | "audit">,
  caller: Caller,
  { id, action, find }: Part<Found>,
): Promise<Found> {
  const row = await findPatient(caller.actor, id);
  const found = row && (await find());
  audit.record(caller.audit, {
    ...{ action, resourceType: "patient", resourceId: id, patientId: id },
    ...(row && { facilityId: row.facility_id }),
    ...(!found && { outcome: "refused" }),
  });
  if (!found) throw notFound();
  return found;
}

/** The patient as the record stood at an instant. 404 also before it was registered. */
export async function readPatientAt(
  { database, audit }: Pick<Deps, "database" | "audit">,
  caller: Caller,
  { id, asOf }: { id: string; asOf: string },
): Promise<Patient> {
  const row = await findVersionAt(database.pool, caller.actor, id, new Date(asOf));
  audit.record(caller.audit, {
    action: "patient.read",
    resourceType: "patient",
    resourceId: id,
    patientId: id,
    ...(row ? { facilityId: row.facility_id, details: { version: String(row.version) } } : { outcome: "refused" }),
  });
  if (!row) throw notFound();
  return patientOf(row);
}
