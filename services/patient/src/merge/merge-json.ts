import type { PatientMerge } from "@pms/contracts/patients/merging";
import type { MergeRow, MergeState } from "./store/merges.ts";

const shown: Record<MergeState, Pick<PatientMerge, "status" | "step">> = {
  "moving-account": { status: "running", step: "billing" },
  "merging-records": { status: "running", step: "records" },
  "returning-account": { status: "running", step: "billing" },
  "undoing-account": { status: "undoing", step: "billing" },
  "undoing-records": { status: "undoing", step: "records" },
  done: { status: "done" },
  failed: { status: "failed" },
  undone: { status: "undone" },
};

export function mergeJson(row: MergeRow): PatientMerge {
  return {
    id: row.id,
    survivorId: row.survivor_id,
    mergedId: row.merged_id,
    ...shown[row.state],
    reason: row.reason,
    requestedBy: row.requested_by.actor.id,
    requestedAt: row.requested_at.toISOString(),
    ...(row.ended_at && { endedAt: row.ended_at.toISOString() }),
    ...(row.undo_reason !== null && { undoReason: row.undo_reason }),
    ...(row.undo_requested_by && { undoneBy: row.undo_requested_by.actor.id }),
    ...(row.problem !== null && { problem: row.problem }),
  };
}
