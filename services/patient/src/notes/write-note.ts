/** Notes are written, changed and withdrawn; each leaves a version, and none is ever deleted. */
import { randomUUIDv7 } from "node:crypto";
import type { Note, NotePatch, NoteVersion, NoteWrite, Sensitivity } from "@pms/contracts/attachments/notes";
import { auditMessage } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import { commit, commitOnce, type KeptAnswer } from "@pms/kit/events/commit";
import { enqueueEvents } from "@pms/kit/events/outbox";
import { etagOf, stale } from "@pms/kit/http/conditional";
import type { IdempotentRequest } from "@pms/kit/http/idempotency";
import { notFound, ProblemError } from "@pms/kit/problem/problem";
import type { Transaction } from "kysely";
import { requireActive } from "../changes/require-state.ts";
import type { Deps } from "../deps.ts";
import { findPatient } from "../record/store/find-patient.ts";
import type { PatientRow } from "../record/store/patient-rows.ts";
import type { DB } from "../store/gen/tables.ts";
import { noteJson } from "./note-json.ts";
import { insertNote, lockNote, type NoteRow, updateNote } from "./store/notes.ts";

type WriteDeps = Pick<Deps, "database" | "relay" | "now">;
type Named = { id: string; noteId: string; versions: readonly number[] };

/** 403 for a sensitive note by who could not read it, 404 out of reach, 409 unless the record is active. */
export async function createNote(
  deps: WriteDeps,
  caller: Caller,
  { id, note, key }: { id: string; note: NoteWrite; key: IdempotentRequest | undefined },
): Promise<KeptAnswer> {
  const { text, sensitivity = "normal" } = note;
  requireMayLabel(caller, sensitivity);
  const write = async (tx: Transaction<DB>) => {
    const patient = await requireRecord(tx, caller, id);
    const [at, by] = [deps.now(), caller.actor.id];
    const row: NoteRow = {
      ...{ id: randomUUIDv7(), patient_id: id, version: 1, status: "active", sensitivity, text },
      ...{ created_at: at, created_by: by, updated_at: at, updated_by: by },
    };
    await insertNote(tx, row);
    await tell(tx, caller, patient, row, "create");
    const headers = { etag: etagOf(1), location: `/api/patients/${id}/notes/${row.id}` };
    return { status: 201, body: noteJson(row), headers };
  };
  return commitOnce(deps, key, write);
}

/** No version where nothing changes. 412 when none of `versions` stands, 422 for a label that would be lowered. */
export async function changeNote(
  deps: WriteDeps,
  caller: Caller,
  { patch, ...named }: Named & { patch: NotePatch },
): Promise<Note> {
  return rewrite(deps, caller, named, "updated", (row) => {
    const { text = row.text, sensitivity = row.sensitivity } = patch;
    requireMayLabel(caller, sensitivity);
    if (row.sensitivity === "sensitive" && sensitivity === "normal")
      throw new ProblemError("rule-violated", "A label is never lowered. Withdraw the note and write another.");
    return text === row.text && sensitivity === row.sensitivity ? undefined : { text, sensitivity };
  });
}

/** It stays readable among all notes, and is no longer among those that count. */
export async function withdrawNote(deps: WriteDeps, caller: Caller, named: Named): Promise<Note> {
  return rewrite(deps, caller, named, "withdrawn", () => ({ status: "withdrawn" }));
}

type Edit = (row: NoteRow) => Partial<Pick<NoteRow, "text" | "sensitivity" | "status">> | undefined;

async function rewrite(
  deps: WriteDeps,
  caller: Caller,
  { id, noteId, versions }: Named,
  change: Exclude<NoteVersion["change"], "created">,
  edit: Edit,
): Promise<Note> {
  return commit(deps, async (tx) => {
    const patient = await requireRecord(tx, caller, id);
    const row = await lockNote(tx, caller.actor, { patientId: id, noteId });
    if (!row) throw notFound();
    if (!versions.includes(row.version)) throw stale();
    if (row.status === "withdrawn") throw new ProblemError("conflict", "The note is withdrawn.");
    const edited = edit(row);
    if (!edited) return noteJson(row);
    const by = { updated_at: deps.now(), updated_by: caller.actor.id };
    const next = { ...row, ...edited, ...by, version: row.version + 1 };
    await updateNote(tx, next, change);
    await tell(tx, caller, patient, next, change === "updated" ? "change" : "withdraw");
    return noteJson(next);
  });
}

/** Who may not read sensitive notes writes none: what they wrote would be out of their sight. */
function requireMayLabel({ actor }: Caller, sensitivity: Sensitivity): void {
  if (sensitivity === "sensitive" && !actor.permissions.has("note:read-sensitive"))
    throw new ProblemError("forbidden", "You may not write sensitive notes.");
}

async function requireRecord(tx: Transaction<DB>, { actor }: Caller, id: string): Promise<PatientRow> {
  const patient = await findPatient(tx, actor, id);
  if (!patient) throw notFound();
  requireActive(patient);
  return patient;
}

/**
 * Acts on sensitive notes have names of their own, by which the log of who looked tells them from
 * what everybody may know.
 */
async function tell(
  tx: Transaction<DB>,
  { audit }: Caller,
  patient: PatientRow,
  { id, sensitivity, version }: NoteRow,
  verb: "create" | "change" | "withdraw",
): Promise<void> {
  const message = auditMessage("patient", audit, {
    action: `patient.${sensitivity === "normal" ? "note" : "sensitive-note"}-${verb}`,
    resourceType: "note",
    resourceId: id,
    patientId: patient.id,
    facilityId: patient.facility_id,
    details: { version: String(version) },
  });
  await enqueueEvents(tx, [message]);
}
