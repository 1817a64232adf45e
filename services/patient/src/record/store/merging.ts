import { type Queryable, runForOne, statement } from "@pms/kit/db/statement";
import { ProblemError } from "@pms/kit/problem/problem";

export async function isMerging(on: Queryable, patientId: string): Promise<boolean> {
  const row = await runForOne(
    on,
    statement("is-merging")`SELECT merge_id FROM merging_patients WHERE patient_id = ${patientId}`,
  );
  return row !== undefined;
}

/** 409 until the merge that the record takes part in has ended; to be asked behind the row's lock. */
export async function refuseWhileMerging(tx: Queryable, patientId: string): Promise<void> {
  if (await isMerging(tx, patientId)) throw merging();
}

export function merging(): ProblemError {
  return new ProblemError("still-running", "The record is being merged just now. Read it again in a moment.", {
    headers: { "retry-after": "1" },
  });
}
