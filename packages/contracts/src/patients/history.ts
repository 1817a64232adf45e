/** `GET /api/patients/{id}/history`. */
import { type Static, Type } from "typebox";
import { Instant, listOf } from "../http/common.ts";
import { Patient } from "./patient.ts";

export const HistoryEntry = Type.Object({
  version: Type.Integer(),
  at: Instant,
  by: Type.String(),
  change: Type.Enum(["created", "updated", "deactivated", "restored", "merged", "unmerged"]),
  /** JSON pointers of what this version changed. */
  changed: Type.Array(Type.String()),
  patient: Patient,
});
export type HistoryEntry = Static<typeof HistoryEntry>;
export const HistoryList = listOf(HistoryEntry);
