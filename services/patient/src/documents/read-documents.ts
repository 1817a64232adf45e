import type { DocumentsQuery, PatientDocument } from "@pms/contracts/attachments/documents";
import type { Page } from "@pms/contracts/http/common";
import type { Caller } from "@pms/kit/audit/caller";
import { idAfter, pageOf } from "@pms/kit/paging/page";
import type { Deps } from "../deps.ts";
import { readPart } from "../reading/read-patient.ts";
import { documentJson } from "./document-json.ts";
import { countDocuments, findContent, findDocument, listDocuments } from "./store/documents.ts";

type ReadDeps = Pick<Deps, "database" | "audit" | "findPatient">;
type Named = { id: string; documentId: string };

/** Newest first, without their contents. 404 when the patient is out of reach. */
export async function readDocuments(
  deps: ReadDeps,
  caller: Caller,
  { id, query }: { id: string; query: DocumentsQuery },
): Promise<{ data: PatientDocument[]; page: Page }> {
  const { limit = 50, status = "active", kind, total = false } = query;
  const binding = { actorId: caller.actor.id, query: { ...query, id } };
  const before = idAfter(query.cursor, binding);
  const { pool } = deps.database;
  const listed = { patientId: id, status, kind };
  const find = () =>
    Promise.all([
      listDocuments(pool, caller.actor, { ...listed, before, limit: limit + 1 }),
      total ? countDocuments(pool, caller.actor, listed) : undefined,
    ]);
  const [found, count] = await readPart(deps, caller, { id, action: "patient.read-documents", find });
  const { rows, page } = pageOf(found, { limit, binding, positionOf: (row) => [row.id], total: count });
  return { data: rows.map(documentJson), page };
}

/** One document without its content. */
export async function readDocument(
  deps: ReadDeps,
  caller: Caller,
  { id, documentId }: Named,
): Promise<PatientDocument> {
  const find = () => findDocument(deps.database.pool, caller.actor, { patientId: id, documentId });
  return documentJson(await readPart(deps, caller, { id, action: "patient.read-documents", find }));
}

/**
 * Its content, with `content` undefined where the caller has it already. 404 once it is withdrawn.
 */
export async function readContent(
  deps: ReadDeps,
  caller: Caller,
  { id, documentId, isKnown }: Named & { isKnown: (version: number) => boolean },
): Promise<{ document: PatientDocument; content: Buffer | undefined }> {
  const { pool } = deps.database;
  const named = { patientId: id, documentId };
  const find = async () => {
    const row = await findDocument(pool, caller.actor, named);
    if (row?.status !== "active") return undefined;
    if (isKnown(row.version)) return { document: documentJson(row), content: undefined };
    const content = await findContent(pool, caller.actor, named);
    return content && { document: documentJson(row), content };
  };
  return readPart(deps, caller, { id, action: "patient.read-document", find });
}
