import type { PatientDocument } from "@pms/contracts/attachments/documents";
import { auditMessage } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import { commit } from "@pms/kit/events/commit";
import { enqueueEvents } from "@pms/kit/events/outbox";
import { stale } from "@pms/kit/http/conditional";
import { notFound, ProblemError } from "@pms/kit/problem/problem";
import { requireActive } from "../changes/require-state.ts";
import type { Deps } from "../deps.ts";
import { findPatient } from "../record/store/find-patient.ts";
import { documentJson } from "./document-json.ts";
import { lockDocument, markWithdrawn } from "./store/documents.ts";

/**
 * Deletes the content and keeps the entry: what it was, when, by whom. 404 out of reach, 409 unless the record is active and
 * the document too, 412 when none of `versions` stands.
 */
export async function withdrawDocument(
  deps: Pick<Deps, "database" | "relay" | "now">,
  caller: Caller,
  { id, documentId, versions }: { id: string; documentId: string; versions: readonly number[] },
): Promise<PatientDocument> {
  return commit(deps, async (tx) => {
    const patient = await findPatient(tx, caller.actor, id);
    if (!patient) throw notFound();
    requireActive(patient);
    const row = await lockDocument(tx, caller.actor, { patientId: id, documentId });
    if (!row) throw notFound();
    if (!versions.includes(row.version)) throw stale();
    if (row.status === "withdrawn") throw new ProblemError("conflict", "The document is withdrawn.");
    const by = { withdrawn_at: deps.now(), withdrawn_by: caller.actor.id };
    const withdrawn = { ...row, ...by, status: "withdrawn" as const, version: row.version + 1 };
    await markWithdrawn(tx, withdrawn);
    const message = auditMessage("patient", caller.audit, {
      ...{ action: "patient.document-withdraw", resourceType: "document", resourceId: row.id },
      ...{ patientId: id, facilityId: patient.facility_id, details: { kind: row.kind } },
    });
    await enqueueEvents(tx, [message]);
    return documentJson(withdrawn);
  });
}
