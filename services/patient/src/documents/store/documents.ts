/** Documents and their contents; every statement knows whose records the caller sees. */
import type { PatientDocument } from "@pms/contracts/attachments/documents";
import { type Fragment, type Queryable, run, runForOne, sql, statement } from "@pms/kit/db/statement";
import type { Actor } from "@pms/kit/trust/access";
import type { Selectable } from "kysely";
import { inScope } from "../../record/store/scope.ts";
import type { PatientDocuments } from "../../store/gen/tables.ts";

type Said = "status" | "kind" | "media_type";
export type DocumentRow = Omit<Selectable<PatientDocuments>, Said> & {
  status: PatientDocument["status"];
  kind: PatientDocument["kind"];
  media_type: PatientDocument["mediaType"];
};

/** Of documents `d` of a patient and of the records merged into theirs. */
function inReach(actor: Actor, patientId: string): Fragment {
  return sql`d.patient_id IN (SELECT records_of_person(${patientId}::uuid))
    AND EXISTS (SELECT FROM patients p WHERE p.id = ${patientId}::uuid AND ${inScope(actor)})`;
}

type Listed = { patientId: string; status: "active" | "all"; kind: PatientDocument["kind"] | undefined };

function asked(actor: Actor, { patientId, status, kind }: Listed): Fragment {
  return sql`${inReach(actor, patientId)} AND (${status} = 'all' OR d.status = 'active')
    AND (${kind ?? null}::text IS NULL OR d.kind = ${kind ?? null})`;
}

/** Newest first. */
export function listDocuments(
  on: Queryable,
  actor: Actor,
  { before, limit, ...listed }: Listed & { before: string | undefined; limit: number },
): Promise<DocumentRow[]> {
  return run(
    on,
    statement("list-documents")`SELECT d.* FROM patient_documents d WHERE ${asked(actor, listed)}
      AND (${before ?? null}::uuid IS NULL OR d.id < ${before ?? null}::uuid)
      ORDER BY d.id DESC LIMIT ${limit}`,
  );
}

export async function countDocuments(on: Queryable, actor: Actor, listed: Listed): Promise<number> {
  const row = await runForOne<{ count: bigint }>(
    on,
    statement("count-documents")`SELECT count(*) AS count FROM patient_documents d WHERE ${asked(actor, listed)}`,
  );
  return Number(row?.count ?? 0);
}

type Named = { patientId: string; documentId: string };

export function findDocument(
  on: Queryable,
  actor: Actor,
  { patientId, documentId }: Named,
): Promise<DocumentRow | undefined> {
  return runForOne(
    on,
    statement("find-document")`SELECT d.* FROM patient_documents d
      WHERE d.id = ${documentId} AND ${inReach(actor, patientId)}`,
  );
}

/** The same, and nobody else writes it until the transaction ends. */
export function lockDocument(
  tx: Queryable,
  actor: Actor,
  { patientId, documentId }: Named,
): Promise<DocumentRow | undefined> {
  return runForOne(
    tx,
    statement("lock-document")`SELECT d.* FROM patient_documents d
      WHERE d.id = ${documentId} AND ${inReach(actor, patientId)} FOR UPDATE OF d`,
  );
}

/** Undefined once the document is withdrawn. */
export async function findContent(
  on: Queryable,
  actor: Actor,
  { patientId, documentId }: Named,
): Promise<Buffer | undefined> {
  const row = await runForOne<{ bytes: Buffer }>(
    on,
    statement("find-document-content")`SELECT c.bytes
      FROM patient_documents d JOIN patient_document_contents c ON c.document_id = d.id
      WHERE d.id = ${documentId} AND ${inReach(actor, patientId)}`,
  );
  return row?.bytes;
}

/** How many contents a record holds, and how many bytes they are; those of merged records are theirs. */
export async function sumContents(tx: Queryable, patientId: string): Promise<{ count: number; bytes: number }> {
  const row = await runForOne<{ count: bigint; bytes: bigint }>(
    tx,
    statement("sum-documents")`SELECT count(*) AS count, coalesce(sum(size_bytes), 0)::bigint AS bytes
      FROM patient_documents WHERE patient_id = ${patientId} AND status = 'active'`,
  );
  return { count: Number(row?.count ?? 0), bytes: Number(row?.bytes ?? 0) };
}

export async function insertDocument(tx: Queryable, row: DocumentRow, bytes: Buffer): Promise<void> {
  await run(
    tx,
    statement("insert-document")`INSERT INTO patient_documents (id, patient_id, version, status, kind, name, media_type,
        size_bytes, sha256, created_at, created_by)
      VALUES (${row.id}, ${row.patient_id}, ${row.version}, ${row.status}, ${row.kind}, ${row.name}, ${row.media_type},
        ${row.size_bytes}, ${row.sha256}, ${row.created_at}, ${row.created_by})`,
  );
  await run(
    tx,
    statement("insert-document-content")`INSERT INTO patient_document_contents (document_id, bytes)
      VALUES (${row.id}, ${bytes})`,
  );
}

/** Of a document that is locked: the entry stays, the content goes. */
export async function markWithdrawn(
  tx: Queryable,
  { id, version, withdrawn_at: at, withdrawn_by: by }: DocumentRow,
): Promise<void> {
  await run(
    tx,
    statement("withdraw-document")`UPDATE patient_documents SET version = ${version}, status = 'withdrawn',
      withdrawn_at = ${at}, withdrawn_by = ${by} WHERE id = ${id}`,
  );
  await run(tx, statement("delete-document-content")`DELETE FROM patient_document_contents WHERE document_id = ${id}`);
}
