/** What must hold of a patient before a write. */
import { stale } from "@pms/kit/http/conditional";
import { notFound, ProblemError } from "@pms/kit/problem/problem";
import type { PatientRow } from "../record/store/patient-rows.ts";

/**
 * 404 when there is none, 412 when it has another version than those that the caller knows;
 * `undefined` is any.
 */
export function requireCurrent(row: PatientRow | undefined, versions: readonly number[] | undefined): PatientRow {
  if (!row) throw notFound();
  if (versions && !versions.includes(row.version)) throw stale();
  return row;
}

/** 409: a record that is put aside is restored before it is changed. */
export function requireActive(row: PatientRow): void {
  const { status } = row;
  requireUnmerged(row);
  if (status !== "active") throw new ProblemError("conflict", "The patient is not active.");
}

/** 409: only what is put aside can be restored. */
export function requireInactive(row: PatientRow): void {
  const { status } = row;
  requireUnmerged(row);
  if (status !== "inactive") throw new ProblemError("conflict", "The patient is not inactive.");
}

/** 409 naming the record that stands for a merged one: what is to be written belongs there. */
function requireUnmerged({ survivor_id: survivorId }: PatientRow): void {
  if (survivorId === null) return;
  throw new ProblemError("conflict", `The record was merged into the patient ${survivorId}.`);
}
