import type { Patient } from "@pms/contracts/patients";
import type { Actor } from "@pms/kit/access";
import { type AuditContext, auditMessage } from "@pms/kit/audit";
import { stale } from "@pms/kit/conditional";
import type { Queryable } from "@pms/kit/db";
import type { PatientRecord } from "../record/patient-record.ts";
import { type PatientRow, toPatient } from "../store/patient-rows.ts";
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
  next: Pick<NewVersion, "change" | "changed" | "phoneCountry"> & {
    status: "active" | "inactive";
    record: PatientRecord;
  },
): Promise<Patient> {
  const { change, changed, status, record, phoneCountry } = next;
  const { id, mrn, createdAt, billing } = toPatient(before);
  const version = before.version + 1;
  const patient = { ...record, id, mrn, status, version, createdAt, updatedAt: new Date().toISOString(), billing };
  const messages = [
    patientChanged(changes[change].event, patientFacts(id, version, record), audit.traceparent ?? ""),
    auditMessage("patient", audit, {
      action: changes[change].action,
      resourceType: "patient",
      resourceId: id,
      patientId: id,
      facilityId: record.facilityId,
      details: { changed: changed.join(" ") },
    }),
  ];
  if (!(await updatePatient(tx, actor, { patient, actorId: actor.id, change, changed, phoneCountry }, messages)))
    throw stale();
  return patient;
}
