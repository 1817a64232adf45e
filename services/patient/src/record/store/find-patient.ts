import { type Queryable, queryNamed } from "@pms/kit/db/database";
import type { Actor } from "@pms/kit/http/access";
import { type PatientRow, patientColumns } from "./patient-rows.ts";
import { parameters, scopeForm, scopePredicate } from "./scope.ts";

/** The patient, when it exists and the caller may see it. */
export function findPatient(on: Queryable, actor: Actor, id: string): Promise<PatientRow | undefined> {
  return find(on, actor, id, "");
}

/**
 * Those of the patients that exist and that the caller may see, in no order. A subselect hides how
 * many ids there are from the planner, which would otherwise plan anew for every number of them, at
 * twice the cost of looking them up.
 */
export function findPatients(on: Queryable, actor: Actor, ids: readonly string[]): Promise<PatientRow[]> {
  const bound = parameters(ids);
  const text = `SELECT ${patientColumns} FROM patients p
    WHERE p.id = ANY ((SELECT $1::uuid[])::uuid[]) AND ${scopePredicate(actor, bound)}`;
  return queryNamed<PatientRow>(on, `find-patients-${scopeForm(actor)}`, text, bound.values);
}

/** The patient whose MRN this is, as it is stored, when the caller may see them. */
export function findPatientByMrn(on: Queryable, actor: Actor, mrn: string): Promise<PatientRow[]> {
  const bound = parameters(mrn);
  const text = `SELECT ${patientColumns} FROM patients p WHERE p.mrn = $1 AND ${scopePredicate(actor, bound)}`;
  return queryNamed<PatientRow>(on, `find-patient-by-mrn-${scopeForm(actor)}`, text, bound.values);
}

/** The same as `findPatient`, and nobody else writes it until the transaction ends. */
export function findPatientForUpdate(on: Queryable, actor: Actor, id: string): Promise<PatientRow | undefined> {
  return find(on, actor, id, "FOR UPDATE OF p");
}

async function find(on: Queryable, actor: Actor, id: string, lock: string): Promise<PatientRow | undefined> {
  const bound = parameters(id);
  const text = `SELECT ${patientColumns} FROM patients p WHERE p.id = $1 AND ${scopePredicate(actor, bound)} ${lock}`;
  const rows = await queryNamed<PatientRow>(on, `find-patient-${scopeForm(actor)}-${lock}`, text, bound.values);
  return rows[0];
}
