import { Note, NoteList, NotePatch, NotesQuery, NoteVersionList, NoteWrite } from "@pms/contracts/attachments/notes";
import { Id, IdParams, PageQuery } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { etagOf, ifMatchVersions, notModified } from "@pms/kit/http/conditional";
import { readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import { addRoute } from "@pms/kit/http/route";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { readNote, readNotes, readNoteVersions } from "./read-notes.ts";
import { changeNote, createNote, withdrawNote } from "./write-note.ts";

const reading = { tags: ["notes"], access: "note:read", patientData: true } as const;
const writing = { tags: ["notes"], access: "note:write", patientData: true, refusals: [409] } as const;
const NoteParams = Type.Object({ ...IdParams.properties, noteId: Id });

export function addNotes(app: App, deps: Deps): void {
  addNoteReads(app, deps);
  addRoute(app, {
    method: "POST",
    url: "/api/patients/:id/notes",
    ...writing,
    operationId: "createNote",
    summary: "Write a note of a patient; a sensitive one is there only for who may read those",
    idempotencyKey: "optional",
    params: IdParams,
    body: NoteWrite,
    response: { 201: Note },
    handler: async (request, reply) => {
      const asked = { id: request.params.id, note: request.body, key: readIdempotencyKey(request) };
      return sendAnswer(reply, await createNote(deps, callerOf(request), asked));
    },
  });
  addRoute(app, {
    method: "PATCH",
    url: "/api/patients/:id/notes/:noteId",
    ...writing,
    operationId: "changeNote",
    summary: "Change a note's text, or raise its label",
    ifMatch: "required",
    refusals: [409, 422],
    params: NoteParams,
    body: NotePatch,
    response: { 200: Note },
    handler: async (request, reply) => {
      const asked = { ...request.params, versions: ifMatchVersions(request), patch: request.body };
      const note = await changeNote(deps, callerOf(request), asked);
      reply.header("etag", etagOf(note.version));
      return note;
    },
  });
  addRoute(app, {
    method: "DELETE",
    url: "/api/patients/:id/notes/:noteId",
    ...writing,
    operationId: "withdrawNote",
    summary: "Withdraw a note: it stays readable with status=all",
    ifMatch: "required",
    params: NoteParams,
    response: { 200: Note },
    handler: async (request, reply) => {
      const asked = { ...request.params, versions: ifMatchVersions(request) };
      const note = await withdrawNote(deps, callerOf(request), asked);
      reply.header("etag", etagOf(note.version));
      return note;
    },
  });
}

function addNoteReads(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/patients/:id/notes",
    ...reading,
    operationId: "listNotes",
    summary: "Notes of a patient, newest first, with those of records that were merged into theirs",
    params: IdParams,
    querystring: NotesQuery,
    response: { 200: NoteList },
    handler: async (request) => readNotes(deps, callerOf(request), { id: request.params.id, query: request.query }),
  });
  addRoute(app, {
    method: "GET",
    url: "/api/patients/:id/notes/:noteId",
    ...reading,
    operationId: "getNote",
    summary: "One note",
    params: NoteParams,
    response: { 200: Note, 304: Type.Null() },
    handler: async (request, reply) => {
      const note = await readNote(deps, callerOf(request), request.params);
      if (notModified(request, reply, etagOf(note.version))) return reply.code(304).send(null);
      return note;
    },
  });
  addRoute(app, {
    method: "GET",
    url: "/api/patients/:id/notes/:noteId/history",
    ...reading,
    operationId: "listNoteVersions",
    summary: "What a note was, version by version, newest first",
    params: NoteParams,
    querystring: Type.Object(PageQuery),
    response: { 200: NoteVersionList },
    handler: async (request) => readNoteVersions(deps, callerOf(request), { ...request.params, query: request.query }),
  });
}
