import type { PatientIdentitiesQuery, PatientIdentity } from "@pms/contracts/patients/identities";
import { parseMrn } from "@pms/contracts/patients/mrn";
import type { Caller } from "@pms/kit/audit/caller";
import type { Deps } from "../deps.ts";
import { findPatientByMrn, findPatients } from "../record/store/find-patient.ts";
import { type PatientRow, shownOf, toPatient } from "../record/store/patient-rows.ts";

/**
 * Those within the caller's reach, in no order. The audit names them like those of a list (AUD-2).
 */
export async function identifyPatients(
  { database, audit }: Pick<Deps, "database" | "audit">,
  caller: Caller,
  { ids = [], mrn }: PatientIdentitiesQuery,
): Promise<{ data: PatientIdentity[] }> {
  const { pool } = database;
  const typed = mrn === undefined ? undefined : parseMrn(mrn);
  const byMrn = typed === undefined ? [] : await findPatientByMrn(pool, caller.actor, typed);
  const rows = ids.length > 0 ? await findPatients(pool, caller.actor, ids) : byMrn;
  audit.record(caller.audit, {
    action: "patient.identify",
    resourceType: "patient",
    details: { count: String(rows.length), by: mrn === undefined ? "id" : "mrn" },
    shown: rows.map(shownOf),
  });
  const mayRead = caller.actor.permissions.has("patient:read");
  return { data: rows.map((row) => identityOf(row, mayRead)) };
}

function identityOf(row: PatientRow, withName: boolean): PatientIdentity {
  const { id, mrn, firstName, middleName, lastName } = toPatient(row);
  return {
    patientId: id,
    mrn,
    ...(withName && {
      ...(firstName && { firstName }),
      ...(middleName && { middleName }),
      ...(lastName && { lastName }),
    }),
  };
}
