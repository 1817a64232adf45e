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
