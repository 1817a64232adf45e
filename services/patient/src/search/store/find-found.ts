import { type Queryable, run, sql, statement } from "@pms/kit/db/statement";
import type { Actor } from "@pms/kit/trust/access";
import { type PatientRow, patientColumns } from "../../record/store/patient-rows.ts";
import { inScope } from "../../record/store/scope.ts";

/** The patients of these ids that the caller may see, in any order. */
export function findFound(
  on: Queryable,
  actor: Actor,
  ids: readonly string[],
  includeInactive: boolean,
): Promise<PatientRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  const status = includeInactive ? sql`TRUE` : sql`p.status <> 'inactive'`;
  return run(
    on,
    statement("find-found")`SELECT ${patientColumns} FROM patients p
     WHERE p.id = ANY (${ids}::uuid[]) AND ${inScope(actor)} AND ${status}`,
  );
}
