/** `GET /api/patients/{id}/history` and what is made of it. */
import { type Static, Type } from "typebox";
import { closed, Instant, listOf } from "../http/common.ts";
import { Patient } from "./patient.ts";
import { changeReason } from "./record.ts";

export const HistoryEntry = Type.Object({
  version: Type.Integer(),
  at: Instant,
  by: Type.String(),
  change: Type.Enum(["created", "updated", "deactivated", "restored", "merged", "unmerged"]),
  /** JSON pointers of what this version changed. */
  changed: Type.Array(Type.String()),
  reason: Type.Optional(Type.String()),
  /** The version that this one repeats. */
  restoredFrom: Type.Optional(Type.Integer()),
  patient: Patient,
});
export type HistoryEntry = Static<typeof HistoryEntry>;
export const HistoryList = listOf(HistoryEntry);

/** What one version says otherwise than another, field by field; of a list, row by row. */
export const VersionDifference = Type.Object({
  /** JSON pointer of the field or the list. */
  pointer: Type.String(),
  kind: Type.Enum(["changed", "added", "removed"]),
  /** Absent where there was, or is, nothing. */
  before: Type.Optional(Type.Unknown()),
  after: Type.Optional(Type.Unknown()),
  /** Such as `Phone number changed from 555-0100 to 555-0199`. */
  words: Type.String(),
});
export type VersionDifference = Static<typeof VersionDifference>;

export const VersionDiff = Type.Object({
  from: Type.Integer(),
  to: Type.Integer(),
  differences: Type.Array(VersionDifference),
});
export type VersionDiff = Static<typeof VersionDiff>;

export const VersionRestore = Type.Object({ reason: Type.Optional(changeReason) }, closed);
export type VersionRestore = Static<typeof VersionRestore>;

/** The fields of which a change is asked a reason for. */
export const ReasonFields = Type.Object({ pointers: Type.Array(Type.String()) });
export type ReasonFields = Static<typeof ReasonFields>;
