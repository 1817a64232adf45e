import { type Queryable, run, sql, statement } from "@pms/kit/db/statement";
import type { Actor } from "@pms/kit/trust/access";
import { documentColumns, type PatientRow } from "../../record/store/patient-rows.ts";
import { inScope } from "../../record/store/scope.ts";

/** What is shown of a hit. */
export type FoundRow = Pick<PatientRow, "id" | "facility_id" | "document" | "billing_pending" | "survivor_id">;

/** The patients of these ids that the caller may see, in any order. */
export function findFound(
  on: Queryable,
  actor: Actor,
  ids: readonly string[],
  includeInactive: boolean,
): Promise<FoundRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  const status = includeInactive ? sql`TRUE` : sql`p.status <> 'inactive'`;
  return run(
    on,
    statement("find-found")`SELECT p.id, p.facility_id, ${documentColumns} FROM patients p
     WHERE p.id = ANY (${ids}::uuid[]) AND ${inScope(actor)} AND ${status}`,
  );
}
