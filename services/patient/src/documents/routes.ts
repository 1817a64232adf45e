import { hash } from "node:crypto";
import {
  DocumentsQuery,
  documentBytesMax,
  documentTypes,
  PatientDocument,
  PatientDocumentList,
  UploadQuery,
} from "@pms/contracts/attachments/documents";
import { Id, IdParams } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { etagOf, ifMatchVersions, notModified } from "@pms/kit/http/conditional";
import { readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import { withRawBodies } from "@pms/kit/http/raw-bodies";
import { addRoute } from "@pms/kit/http/route";
import { ProblemError } from "@pms/kit/problem/problem";
import { create, parse } from "content-disposition";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { addDocument } from "./add-document.ts";
import { readContent, readDocument, readDocuments } from "./read-documents.ts";
import { withdrawDocument } from "./withdraw-document.ts";

const reading = { tags: ["documents"], access: "patient:read", patientData: true } as const;
const writing = { tags: ["documents"], access: "patient:write", patientData: true } as const;
const DocumentParams = Type.Object({ ...IdParams.properties, documentId: Id });

const bytesOf = (types: readonly string[]) =>
  Object.fromEntries(types.map((type) => [type, { schema: Type.Unknown() }]));

export function addDocuments(app: App, deps: Deps): void {
  addDocumentReads(app, deps);
  withRawBodies(app, documentTypes, (scope) => addUpload(scope, deps));
  addRoute(app, {
    method: "DELETE",
    url: "/api/patients/:id/documents/:documentId",
    ...writing,
    operationId: "withdrawDocument",
    summary: "Withdraw a document: its content is deleted, its entry stays with status=all",
    ifMatch: "required",
    refusals: [409],
    params: DocumentParams,
    response: { 200: PatientDocument },
    handler: async (request, reply) => {
      const asked = { ...request.params, versions: ifMatchVersions(request) };
      const document = await withdrawDocument(deps, callerOf(request), asked);
      reply.header("etag", etagOf(document.version));
      return document;
    },
  });
}

function addUpload(app: App, deps: Deps): void {
  addRoute(app, {
    method: "POST",
    url: "/api/patients/:id/documents",
    ...writing,
    operationId: "addDocument",
    summary: "Add a photo or a small document: the body is the file",
    description:
      "What the file is, its bytes say: JPEG, PNG, WebP, PDF and plain text are taken. `Content-Disposition: attachment; filename*=UTF-8''…` names it (names of files may name people, and stand in no URL); the name is stored without path, control characters and marks of direction, with an extension that fits the bytes. 413 beyond the size that a file may have, 422 when the record holds as many, or as much, as it may.",
    idempotencyKey: "optional",
    // What is longer than the clinic takes is read and then refused: a sender who is cut off hears no reason.
    bodyLimit: documentBytesMax,
    refusals: [409, 422],
    params: IdParams,
    querystring: UploadQuery,
    body: { content: bytesOf([...documentTypes, "application/octet-stream"]) },
    response: { 201: PatientDocument },
    handler: async (request, reply) => {
      const { kind = "document" } = request.query;
      const bytes: unknown = request.body;
      if (!Buffer.isBuffer(bytes) || bytes.byteLength === 0) throw new ProblemError("malformed", "The file is empty.");
      const name = nameIn(request.headers["content-disposition"]);
      const body = { sha256: hash("sha256", bytes, "hex"), kind, name: name ?? null };
      const key = readIdempotencyKey(request, { body });
      return sendAnswer(
        reply,
        await addDocument(deps, callerOf(request), { id: request.params.id, bytes, kind, name, key }),
      );
    },
  });
}

/** What the sender calls the file: a header that says it in no readable way says nothing. */
const nameIn = (header: string | undefined) => (header === undefined ? undefined : parse(header).parameters.filename);

function addDocumentReads(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/patients/:id/documents",
    ...reading,
    operationId: "listDocuments",
    summary: "The photo and documents of a patient, newest first, without their contents",
    params: IdParams,
    querystring: DocumentsQuery,
    response: { 200: PatientDocumentList },
    handler: async (request) => readDocuments(deps, callerOf(request), { id: request.params.id, query: request.query }),
  });
  addRoute(app, {
    method: "GET",
    url: "/api/patients/:id/documents/:documentId",
    ...reading,
    operationId: "getDocument",
    summary: "One document, without its content",
    params: DocumentParams,
    response: { 200: PatientDocument, 304: Type.Null() },
    handler: async (request, reply) => {
      const document = await readDocument(deps, callerOf(request), request.params);
      if (notModified(request, reply, etagOf(document.version))) return reply.code(304).send(null);
      return document;
    },
  });
  addRoute(app, {
    method: "GET",
    url: "/api/patients/:id/documents/:documentId/content",
    ...reading,
    operationId: "getDocumentContent",
    summary: "The content of a document as it was sent, to be saved and not to be run",
    params: DocumentParams,
    response: { 200: { description: "The file", content: bytesOf(documentTypes) }, 304: Type.Null() },
    handler: async (request, reply) => {
      const isKnown = (version: number) => notModified(request, reply, etagOf(version));
      const { document, content } = await readContent(deps, callerOf(request), { ...request.params, isKnown });
      if (!content) return reply.code(304).send(null);
      return reply
        .type(document.mediaType)
        .header("content-disposition", create(document.name, { type: "attachment" }))
        .header("x-content-type-options", "nosniff")
        .header("content-security-policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
        .send(content);
    },
  });
}
