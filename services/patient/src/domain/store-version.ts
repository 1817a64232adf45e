import type { Patient } from "@pms/contracts/patients";
import type { Actor } from "@pms/kit/access";
import { type AuditContext, auditMessage } from "@pms/kit/audit";
import { stale } from "@pms/kit/conditional";
import type { Queryable } from "@pms/kit/db";
import type { PatientRecord } from "../record/patient-record.ts";
import { metaOf, type PatientRow } from "../store/patient-rows.ts";
import { type NewVersion, updatePatient } from "../store/update-patient.ts";
import { patientChanged, patientFacts } from "./patient-facts.ts";

export type By = { actor: Actor; audit: AuditContext };

const changes = {
  updated: { event: "PatientUpdated", action: "patient.update" },
  deactivated: { event: "PatientDeactivated", action: "patient.deactivate" },
  restored: { event: "PatientRestored", action: "patient.restore" },
} as const;

/** The next version of what was read as `before`, with its event and audit row (REL-2). 412 when it no longer stands (REL-5). */
export async function storeVersion(
  tx: Queryable,
  { actor, audit }: By,
  before: PatientRow,
  next: Pick<NewVersion, "change" | "changed" | "status"> & { record: PatientRecord },
): Promise<Patient> {
  const { change, changed, status, record } = next;
  const version = before.version + 1;
  const at = new Date();
  const messages = [
    patientChanged(changes[change].event, patientFacts(before.id, version, record), audit.traceparent ?? ""),
    auditMessage("patient", audit, {
      action: changes[change].action,
      resourceType: "patient",
      resourceId: before.id,
      patientId: before.id,
      facilityId: record.facilityId,
      details: { changed: changed.join(" ") },
    }),
  ];
  const row = { id: before.id, version, at, actorId: actor.id, change, changed, status, record };
  if (!(await updatePatient(tx, actor, row, messages))) throw stale();
  return { ...record, ...metaOf(before), status, version, updatedAt: at.toISOString() };
}
