import { hash, randomUUIDv7 } from "node:crypto";
import { type DocumentKind, photoTypes } from "@pms/contracts/attachments/documents";
import { auditMessage } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import { commitOnce, type KeptAnswer } from "@pms/kit/events/commit";
import { enqueueEvents } from "@pms/kit/events/outbox";
import { etagOf } from "@pms/kit/http/conditional";
import type { IdempotentRequest } from "@pms/kit/http/idempotency";
import { notFound, ProblemError } from "@pms/kit/problem/problem";
import type { Transaction } from "kysely";
import { requireActive } from "../changes/require-state.ts";
import type { Deps } from "../deps.ts";
import { findPatientForUpdate } from "../record/store/find-patient.ts";
import type { DB } from "../store/gen/tables.ts";
import { documentJson } from "./document-json.ts";
import { cleanFileName } from "./file-name.ts";
import { sniffType } from "./sniff-type.ts";
import { type DocumentRow, insertDocument, sumContents } from "./store/documents.ts";

type AddDeps = Pick<Deps, "database" | "relay" | "now" | "documentLimits">;
type Added = {
  id: string;
  bytes: Buffer;
  kind: DocumentKind;
  /** As its sender calls it. */
  name: string | undefined;
  key: IdempotentRequest | undefined;
};

/**
 * Stores the file as it came. 404 out of reach, 409 unless the record is active, 413 beyond the size, 415 for what is not taken by its bytes, 422
 * when the record holds as much as it may.
 */
export async function addDocument(deps: AddDeps, caller: Caller, added: Added): Promise<KeptAnswer> {
  const { id, bytes, kind, key } = added;
  requireSize(deps, bytes);
  const type = await sniffType(bytes);
  if (!type)
    throw new ProblemError(
      "unsupported-media-type",
      "A file here is a JPEG, PNG or WebP picture, a PDF or a plain text.",
    );
  if (kind === "photo" && !photoTypes.includes(type))
    throw new ProblemError("unsupported-media-type", "A photo is a JPEG, PNG or WebP picture.");
  const name = cleanFileName(added.name, kind, type);
  const store = async (tx: Transaction<DB>) => {
    // Behind the record's lock, so that of two at once none goes beyond what it may hold.
    const patient = await findPatientForUpdate(tx, caller.actor, id);
    if (!patient) throw notFound();
    requireActive(patient);
    requireRoom(deps, bytes, await sumContents(tx, id));
    const row: DocumentRow = {
      ...{ id: randomUUIDv7(), patient_id: id, version: 1, status: "active", kind, name, media_type: type },
      ...{ size_bytes: bytes.byteLength, sha256: hash("sha256", bytes, "buffer") },
      ...{ created_at: deps.now(), created_by: caller.actor.id, withdrawn_at: null, withdrawn_by: null },
    };
    await insertDocument(tx, row, bytes);
    const message = auditMessage("patient", caller.audit, {
      ...{ action: "patient.document-add", resourceType: "document", resourceId: row.id },
      ...{ patientId: id, facilityId: patient.facility_id },
      // Its name is a text that somebody wrote, and may name the patient.
      details: { kind, mediaType: type, sizeBytes: String(bytes.byteLength) },
    });
    await enqueueEvents(tx, [message]);
    const headers = { etag: etagOf(1), location: `/api/patients/${id}/documents/${row.id}` };
    return { status: 201, body: documentJson(row), headers };
  };
  return commitOnce(deps, key, store, id);
}

function requireSize({ documentLimits }: AddDeps, { byteLength }: Buffer): void {
  const { fileBytesMax } = documentLimits;
  if (byteLength > fileBytesMax)
    throw new ProblemError("too-large", `A document here may have ${fileBytesMax / 1_024} KiB.`);
}

function requireRoom(
  { documentLimits }: AddDeps,
  { byteLength }: Buffer,
  held: { count: number; bytes: number },
): void {
  const { countMax, bytesMax } = documentLimits;
  if (held.count >= countMax)
    throw new ProblemError("rule-violated", `A record holds ${countMax} documents at most. Withdraw one first.`);
  if (held.bytes + byteLength > bytesMax)
    throw new ProblemError(
      "rule-violated",
      `The documents of a record take ${bytesMax / 1_048_576} MiB at most. Withdraw one first.`,
    );
}
