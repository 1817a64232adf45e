/** Notes of a patient: `/api/patients/{id}/notes`. */
import { type Static, Type } from "typebox";
import { closed, Id, Instant, listOf, PageQuery } from "../http/common.ts";
import { writtenProse } from "../text/written.ts";

/** Who may read what: `sensitive` needs a permission of its own (FHIR's security labels N and R). */
export const sensitivities = ["normal", "sensitive"] as const;
export type Sensitivity = (typeof sensitivities)[number];

const Sensitivity = Type.Enum(sensitivities, {
  description: "Sensitive notes are there only for who may read them; a label is raised, and never lowered",
});
const NoteText = writtenProse(4_000);

export const Note = Type.Object({
  id: Id,
  /** Another record of the same person, where it was written before that was merged. */
  patientId: Id,
  status: Type.Enum(["active", "withdrawn"]),
  sensitivity: Sensitivity,
  text: Type.String(),
  version: Type.Integer(),
  createdAt: Instant,
  createdBy: Type.String(),
  updatedAt: Instant,
  updatedBy: Type.String(),
});
export type Note = Static<typeof Note>;
export const NoteList = listOf(Note);

export const NoteVersion = Type.Object({
  version: Type.Integer(),
  at: Instant,
  by: Type.String(),
  change: Type.Enum(["created", "updated", "withdrawn"]),
  sensitivity: Sensitivity,
  text: Type.String(),
});
export type NoteVersion = Static<typeof NoteVersion>;
export const NoteVersionList = listOf(NoteVersion);

/** `normal` where nothing is said. */
export const NoteWrite = Type.Object(
  { text: NoteText, sensitivity: Type.Optional(Sensitivity) },
  { ...closed, examples: [{ text: "Prefers to be called in the evening.", sensitivity: "normal" }] },
);
export type NoteWrite = Static<typeof NoteWrite>;

export const NotePatch = Type.Object(
  { text: Type.Optional(NoteText), sensitivity: Type.Optional(Sensitivity) },
  { ...closed, minProperties: 1 },
);
export type NotePatch = Static<typeof NotePatch>;

export const NotesQuery = Type.Object({
  ...PageQuery,
  status: Type.Optional(Type.Enum(["active", "all"], { default: "active" })),
});
export type NotesQuery = Static<typeof NotesQuery>;
