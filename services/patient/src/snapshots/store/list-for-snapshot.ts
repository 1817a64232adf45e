import { type Queryable, run, statement } from "@pms/kit/db/statement";
import type { Selectable } from "kysely";
import type { Patients } from "../../store/gen/tables.ts";

export type SnapshotRow = Pick<Selectable<Patients>, "id" | "version" | "status" | "created_at" | "merged_into"> & {
  /** The version that brought the status, where the patient was ever deactivated or merged. */
  status_version: number | null;
  /** JSON. */
  document: string;
};

/**
 * The next patients in the order of their ids, whatever the scope: for who may see the coded facts
 * of all.
 */
export function listForSnapshot(on: Queryable, afterId: string, limit: number): Promise<SnapshotRow[]> {
  return run(
    on,
    statement(
      "list-for-snapshot",
    )`SELECT p.id, p.version, p.status, p.created_at, p.merged_into, p.document::text AS document,
      CASE WHEN p.version > 1 THEN (SELECT max(v.version) FROM patient_versions v
        WHERE v.patient_id = p.id AND (v.change IN ('deactivated', 'restored')
          OR v.change IN ('merged', 'unmerged') AND v.changed = ARRAY['/status'])) END AS status_version
    FROM patients p WHERE p.id > ${afterId} ORDER BY p.id LIMIT ${limit}`,
  );
}
