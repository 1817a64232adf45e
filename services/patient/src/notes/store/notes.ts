/** Notes and their versions. Every read knows whose records the caller sees, and whether sensitive notes are among it. */
import type { Note, NoteVersion } from "@pms/contracts/attachments/notes";
import { type Fragment, type Queryable, run, runForOne, sql, statement } from "@pms/kit/db/statement";
import type { Actor } from "@pms/kit/trust/access";
import type { Selectable } from "kysely";
import { inScope } from "../../record/store/scope.ts";
import type { PatientNotes, PatientNoteVersions } from "../../store/gen/tables.ts";

export type NoteRow = Omit<Selectable<PatientNotes>, "status" | "sensitivity"> & Pick<Note, "status" | "sensitivity">;
export type NoteVersionRow = Omit<Selectable<PatientNoteVersions>, "change" | "sensitivity"> &
  Pick<NoteVersion, "change" | "sensitivity"> & { latest: number };

/** Of notes `n` of a patient and of the records merged into theirs: those that the caller may know of. */
function knownTo(actor: Actor, patientId: string): Fragment {
  const sensitive = actor.permissions.has("note:read-sensitive");
  return sql`n.patient_id IN (SELECT records_of_person(${patientId}::uuid))
    AND EXISTS (SELECT FROM patients p WHERE p.id = ${patientId}::uuid AND ${inScope(actor)})
    AND (${sensitive}::boolean OR n.sensitivity = 'normal')`;
}

type Listed = { patientId: string; status: "active" | "all" };

/** Newest first. */
export function listNotes(
  on: Queryable,
  actor: Actor,
  { patientId, status, before, limit }: Listed & { before: string | undefined; limit: number },
): Promise<NoteRow[]> {
  return run(
    on,
    statement("list-notes")`SELECT n.* FROM patient_notes n
      WHERE ${knownTo(actor, patientId)} AND (${status} = 'all' OR n.status = 'active')
        AND (${before ?? null}::uuid IS NULL OR n.id < ${before ?? null}::uuid)
      ORDER BY n.id DESC LIMIT ${limit}`,
  );
}

export async function countNotes(on: Queryable, actor: Actor, { patientId, status }: Listed): Promise<number> {
  const row = await runForOne<{ count: bigint }>(
    on,
    statement("count-notes")`SELECT count(*) AS count FROM patient_notes n
      WHERE ${knownTo(actor, patientId)} AND (${status} = 'all' OR n.status = 'active')`,
  );
  return Number(row?.count ?? 0);
}

type Named = { patientId: string; noteId: string };

export function findNote(on: Queryable, actor: Actor, { patientId, noteId }: Named): Promise<NoteRow | undefined> {
  return runForOne(
    on,
    statement("find-note")`SELECT n.* FROM patient_notes n WHERE n.id = ${noteId} AND ${knownTo(actor, patientId)}`,
  );
}

/** The same, and nobody else writes it until the transaction ends. */
export function lockNote(tx: Queryable, actor: Actor, { patientId, noteId }: Named): Promise<NoteRow | undefined> {
  return runForOne(
    tx,
    statement("lock-note")`SELECT n.* FROM patient_notes n
      WHERE n.id = ${noteId} AND ${knownTo(actor, patientId)} FOR UPDATE OF n`,
  );
}

/** Newest first, below `before` when given. */
export function listNoteVersions(
  on: Queryable,
  actor: Actor,
  { patientId, noteId, before, limit }: Named & { before: number | undefined; limit: number },
): Promise<NoteVersionRow[]> {
  return run(
    on,
    statement("list-note-versions")`SELECT v.*, n.version AS latest
      FROM patient_notes n JOIN patient_note_versions v ON v.note_id = n.id
      WHERE n.id = ${noteId} AND ${knownTo(actor, patientId)}
        AND (${before ?? null}::int IS NULL OR v.version < ${before ?? null}::int)
      ORDER BY v.version DESC LIMIT ${limit}`,
  );
}

export async function insertNote(tx: Queryable, note: NoteRow): Promise<void> {
  await run(
    tx,
    statement("insert-note")`INSERT INTO patient_notes (id, patient_id, version, status, sensitivity, text,
        created_at, created_by, updated_at, updated_by)
      VALUES (${note.id}, ${note.patient_id}, ${note.version}, ${note.status}, ${note.sensitivity}, ${note.text},
        ${note.created_at}, ${note.created_by}, ${note.updated_at}, ${note.updated_by})`,
  );
  await insertVersion(tx, note, "created");
}

/** Of a note that is locked. */
export async function updateNote(tx: Queryable, note: NoteRow, change: NoteVersion["change"]): Promise<void> {
  await run(
    tx,
    statement("update-note")`UPDATE patient_notes SET version = ${note.version}, status = ${note.status},
      sensitivity = ${note.sensitivity}, text = ${note.text}, updated_at = ${note.updated_at},
      updated_by = ${note.updated_by} WHERE id = ${note.id}`,
  );
  await insertVersion(tx, note, change);
}

async function insertVersion(tx: Queryable, note: NoteRow, change: NoteVersion["change"]): Promise<void> {
  const { id, version, updated_at: at, updated_by: by, sensitivity, text } = note;
  await run(
    tx,
    statement("insert-note-version")`INSERT INTO patient_note_versions
        (note_id, version, at, actor_id, change, sensitivity, text)
      VALUES (${id}, ${version}, ${at}, ${by}, ${change}, ${sensitivity}, ${text})`,
  );
}
