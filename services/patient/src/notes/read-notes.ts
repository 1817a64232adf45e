import type { Note, NotesQuery, NoteVersion } from "@pms/contracts/attachments/notes";
import type { Page } from "@pms/contracts/http/common";
import type { Caller } from "@pms/kit/audit/caller";
import { decodeCursor, foreignCursor } from "@pms/kit/paging/cursor";
import { idAfter, pageOf } from "@pms/kit/paging/page";
import type { Deps } from "../deps.ts";
import { readPart } from "../reading/read-patient.ts";
import { noteJson, noteVersionJson } from "./note-json.ts";
import { countNotes, findNote, listNotes, listNoteVersions } from "./store/notes.ts";

type NoteDeps = Pick<Deps, "database" | "audit" | "findPatient">;
type Named = { id: string; noteId: string };

/** One act for all of these: whether sensitive notes were among them is nobody's to learn from the log of who looked. */
const action = "patient.read-notes";

/** Newest first, without those that the caller may not know of, in the count neither. 404 when the patient is out of reach. */
export async function readNotes(
  deps: NoteDeps,
  caller: Caller,
  { id, query }: { id: string; query: NotesQuery },
): Promise<{ data: Note[]; page: Page }> {
  const { limit = 50, status = "active", total = false } = query;
  const binding = { actorId: caller.actor.id, query: { ...query, id } };
  const before = idAfter(query.cursor, binding);
  const { pool } = deps.database;
  const listed = { patientId: id, status };
  const find = () =>
    Promise.all([
      listNotes(pool, caller.actor, { ...listed, before, limit: limit + 1 }),
      total ? countNotes(pool, caller.actor, listed) : undefined,
    ]);
  const [found, count] = await readPart(deps, caller, { id, action, find });
  const { rows, page } = pageOf(found, { limit, binding, positionOf: (row) => [row.id], total: count });
  return { data: rows.map(noteJson), page };
}

/** 404 also for a note that the caller may not know of. */
export async function readNote(deps: NoteDeps, caller: Caller, { id, noteId }: Named): Promise<Note> {
  const find = () => findNote(deps.database.pool, caller.actor, { patientId: id, noteId });
  return noteJson(await readPart(deps, caller, { id, action, find }));
}

/** What the note was, version by version, newest first. */
export async function readNoteVersions(
  deps: NoteDeps,
  caller: Caller,
  { id, noteId, query }: Named & { query: { limit?: number; cursor?: string; total?: boolean } },
): Promise<{ data: NoteVersion[]; page: Page }> {
  const { limit = 50, total = false } = query;
  const binding = { actorId: caller.actor.id, query: { ...query, id, noteId } };
  const position = decodeCursor(query.cursor, binding);
  const before = position && versionOf(position);
  const asked = { patientId: id, noteId, before, limit: limit + 1 };
  const find = async () => {
    const found = await listNoteVersions(deps.database.pool, caller.actor, asked);
    return found.length > 0 ? found : undefined;
  };
  const found = await readPart(deps, caller, { id, action, find });
  // Versions count from 1 without a gap.
  const count = total ? found[0]?.latest : undefined;
  const { rows, page } = pageOf(found, { limit, binding, positionOf: ({ version }) => [version], total: count });
  return { data: rows.map(noteVersionJson), page };
}

function versionOf([version]: readonly (string | number | null)[]): number {
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1 || version > 2_147_483_647)
    throw foreignCursor();
  return version;
}
