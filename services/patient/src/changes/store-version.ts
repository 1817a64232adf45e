import type { Patient } from "@pms/contracts/patients";
import { auditMessage } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import type { Queryable } from "@pms/kit/db/database";
import { stale } from "@pms/kit/http/conditional";
import { patientChanged, patientFacts } from "../record/patient-facts.ts";
import type { PatientRecord } from "../record/patient-record.ts";
import { type PatientRow, toPatient } from "../record/store/patient-rows.ts";
import { type NewVersion, updatePatient } from "./store/update-patient.ts";

const changes = {
  updated: { event: "PatientUpdated", action: "patient.update" },
  deactivated: { event: "PatientDeactivated", action: "patient.deactivate" },
  restored: { event: "PatientRestored", action: "patient.restore" },
} as const;

/** The next version of what was read as `before`, with its event and audit row (REL-2). 412 when it no longer stands (REL-5). */
export async function storeVersion(
  tx: Queryable,
  { actor, audit }: Caller,
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
