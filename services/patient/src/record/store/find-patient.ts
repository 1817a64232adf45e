import { type Fragment, type Queryable, run, runForOne, sql, statement } from "@pms/kit/db/statement";
import type { Actor } from "@pms/kit/trust/access";
import { type PatientRow, patientColumns } from "./patient-rows.ts";
import { inScope } from "./scope.ts";

/** The patient, when it exists and the caller may see it. */
export function findPatient(on: Queryable, actor: Actor, id: string): Promise<PatientRow | undefined> {
  return find(on, actor, id, sql``);
}

/**
 * Those of the patients that exist and that the caller may see, in no order. A subselect hides how
 * many ids there are from the planner, which would otherwise plan anew for every number of them, at
 * twice the cost.
 */
export function findPatients(on: Queryable, actor: Actor, ids: readonly string[]): Promise<PatientRow[]> {
  return run(
    on,
    statement("find-patients")`SELECT ${patientColumns} FROM patients p
      WHERE p.id = ANY ((SELECT ${ids}::uuid[])::uuid[]) AND ${inScope(actor)}`,
  );
}

/** The patient whose MRN this is, as it is stored, when the caller may see them. */
export function findPatientByMrn(on: Queryable, actor: Actor, mrn: string): Promise<PatientRow[]> {
  return run(
    on,
    statement(
      "find-patient-by-mrn",
    )`SELECT ${patientColumns} FROM patients p WHERE p.mrn = ${mrn} AND ${inScope(actor)}`,
  );
}

/** The same as `findPatient`, and nobody else writes it until the transaction ends. */
export function findPatientForUpdate(on: Queryable, actor: Actor, id: string): Promise<PatientRow | undefined> {
  return find(on, actor, id, sql`FOR UPDATE OF p`);
}

function find(on: Queryable, actor: Actor, id: string, lock: Fragment): Promise<PatientRow | undefined> {
  return runForOne(
    on,
    statement(
      "find-patient",
    )`SELECT ${patientColumns} FROM patients p WHERE p.id = ${id} AND ${inScope(actor)} ${lock}`,
  );
}
