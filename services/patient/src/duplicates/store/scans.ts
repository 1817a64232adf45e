/** Comparisons of the whole base, and the patients that the next part of one is of. */
import { type Queryable, run, runForOne, statement } from "@pms/kit/db/statement";
import type { Selectable } from "kysely";
import type { PatientDocument } from "../../record/store/patient-rows.ts";
import type { DuplicateScans } from "../../store/gen/tables.ts";

export type ScanRow = Selectable<DuplicateScans>;

/** The one that runs, or a new one. */
export async function startScan(
  tx: Queryable,
  { id, by, at }: { id: string; by: string; at: Date },
): Promise<ScanRow | undefined> {
  await run(
    tx,
    statement("start-duplicate-scan")`INSERT INTO duplicate_scans (id, started_by, started_at)
      VALUES (${id}, ${by}, ${at}) ON CONFLICT DO NOTHING`,
  );
  return runForOne(tx, statement("running-duplicate-scan")`SELECT * FROM duplicate_scans WHERE status = 'running'`);
}

export function findScan(on: Queryable, id: string): Promise<ScanRow | undefined> {
  return runForOne(on, statement("find-duplicate-scan")`SELECT * FROM duplicate_scans WHERE id = ${id}`);
}

/** The one that runs, unless another instance is at it just now. */
export function lockRunningScan(tx: Queryable): Promise<ScanRow | undefined> {
  return runForOne(
    tx,
    statement("lock-duplicate-scan")`SELECT * FROM duplicate_scans WHERE status = 'running' FOR UPDATE SKIP LOCKED`,
  );
}

export async function advanceScan(
  tx: Queryable,
  { id, position, compared, found }: { id: string; position: string; compared: number; found: number },
): Promise<void> {
  await run(
    tx,
    statement("advance-duplicate-scan")`UPDATE duplicate_scans SET position = ${position}::uuid,
      compared = compared + ${compared}, found = found + ${found} WHERE id = ${id}`,
  );
}

export async function endScan(tx: Queryable, id: string, at: Date): Promise<void> {
  await run(
    tx,
    statement("end-duplicate-scan")`UPDATE duplicate_scans SET status = 'done', finished_at = ${at} WHERE id = ${id}`,
  );
}

export type ComparedRow = PatientDocument & { id: string; status: string; version: number };

/** In the order of ids, behind one. */
export function nextPatients(on: Queryable, after: string | null, limit: number): Promise<ComparedRow[]> {
  return run(
    on,
    statement(
      "next-patients-to-compare",
    )`SELECT p.id, p.status, p.version, p.document::text, FALSE AS billing_pending, NULL::uuid AS survivor_id
      FROM patients p WHERE ${after}::uuid IS NULL OR p.id > ${after}::uuid ORDER BY p.id LIMIT ${limit}`,
  );
}

/** Whoever asks: nobody is shown them. */
export function patientsToCompare(on: Queryable, ids: readonly string[]): Promise<ComparedRow[]> {
  return run(
    on,
    statement(
      "patients-to-compare",
    )`SELECT p.id, p.status, p.version, p.document::text, FALSE AS billing_pending, NULL::uuid AS survivor_id
      FROM patients p WHERE p.id = ANY ((SELECT ${ids}::uuid[])::uuid[])`,
  );
}
