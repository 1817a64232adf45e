/** What a merge changes of the records beside their versions. */
import { type Queryable, run, runForOne, statement } from "@pms/kit/db/statement";
import type { PatientRecord } from "../../record/patient-record.ts";

/** The user whose own record it is gets another; of a user there is one. */
export async function moveOwner(
  tx: Queryable,
  { ownerId, from, to }: { ownerId: string; from: string; to: string },
): Promise<void> {
  await run(
    tx,
    statement(
      "leave-owner",
    )`UPDATE patients SET owner_user_id = NULL WHERE id = ${from} AND owner_user_id = ${ownerId}`,
  );
  await run(
    tx,
    statement("take-owner")`UPDATE patients SET owner_user_id = ${ownerId}
      WHERE id = ${to} AND NOT EXISTS (SELECT FROM patients o WHERE o.owner_user_id = ${ownerId})`,
  );
}

/** What people wrote of a record in one of its versions. */
export async function recordOfVersion(
  on: Queryable,
  patientId: string,
  version: number,
): Promise<PatientRecord | undefined> {
  const row = await runForOne<{ document: Record<string, unknown> }>(
    on,
    statement("record-of-version")`SELECT document FROM patient_versions
      WHERE patient_id = ${patientId} AND version = ${version}`,
  );
  if (!row) return undefined;
  const { id, mrn, status, version: _version, createdAt, updatedAt, billing, ...record } = row.document;
  return record as PatientRecord;
}

/** The pair of both, if they were found to be one. */
export function findPairOf(
  on: Queryable,
  patientIds: readonly [string, string],
): Promise<{ id: string; status: string } | undefined> {
  const [low, high] = patientIds.toSorted();
  return runForOne(
    on,
    statement("find-pair-of")`SELECT id, status FROM duplicate_pairs WHERE low_id = ${low} AND high_id = ${high}`,
  );
}

/** A pair of which somebody has decided that it is two persons, one within each: also of what was merged into them. */
export function findDecidedApart(
  on: Queryable,
  within: readonly { patient_id: string; within_id: string }[],
): Promise<{ id: string } | undefined> {
  const [of, ids] = [within.map((each) => each.patient_id), within.map((each) => each.within_id)];
  return runForOne(
    on,
    statement("find-decided-apart")`WITH w AS (SELECT * FROM unnest(${of}::uuid[], ${ids}::uuid[]) w(patient_id, id))
      SELECT d.id FROM duplicate_pairs d JOIN w a ON a.id = d.low_id JOIN w b ON b.id = d.high_id
      WHERE d.status = 'dismissed' AND a.patient_id <> b.patient_id ORDER BY d.id LIMIT 1`,
  );
}

/** Of each patient, themselves and all who were merged into them, over any number of steps. */
export function listWithin(
  on: Queryable,
  patientIds: readonly string[],
): Promise<{ patient_id: string; within_id: string }[]> {
  return run(
    on,
    statement("patients-within")`WITH RECURSIVE within AS (
      SELECT i AS patient_id, i AS within_id FROM unnest(${patientIds}::uuid[]) i
      UNION
      SELECT w.patient_id, p.id FROM within w JOIN patients p ON p.merged_into = w.within_id
    )
    SELECT patient_id, within_id FROM within`,
  );
}
