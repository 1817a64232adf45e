import { auditMessage } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import type { Deps } from "../deps.ts";
import { patientChanged, patientFacts } from "../record/patient-facts.ts";
import type { PatientRecord } from "../record/patient-record.ts";
import { type PatientRow, toPatient } from "../record/store/patient-rows.ts";
import type { NewVersion } from "./store/update-patient.ts";

const changes = {
  updated: { event: "PatientUpdated", action: "patient.update" },
  deactivated: { event: "PatientDeactivated", action: "patient.deactivate" },
  restored: { event: "PatientRestored", action: "patient.restore" },
} as const;

type Next = { change: keyof typeof changes } & Pick<NewVersion, "changed" | "reason" | "restoredFrom"> &
  Pick<NewVersion["patient"], "status"> & { record: PatientRecord };

/** The version that follows what was read as `before`, with its event and audit row (REL-2). */
export function nextVersion(
  { phoneCountry, now }: Pick<Deps, "phoneCountry" | "now">,
  { actor, audit }: Caller,
  before: PatientRow,
  { change, changed, status, record, reason, restoredFrom }: Next,
): NewVersion {
  const { id, mrn, createdAt, billing } = toPatient(before);
  const version = before.version + 1;
  const patient = { ...record, id, mrn, status, version, createdAt, updatedAt: now().toISOString(), billing };
  const messages = [
    patientChanged(changes[change].event, patientFacts(id, version, record), audit.traceparent ?? ""),
    auditMessage("patient", audit, {
      action: changes[change].action,
      resourceType: "patient",
      resourceId: id,
      patientId: id,
      facilityId: record.facilityId,
      details: { changed: changed.join(" "), ...(restoredFrom !== undefined && { restored: String(restoredFrom) }) },
    }),
  ];
  return { patient, actorId: actor.id, change, changed, phoneCountry, messages, reason, restoredFrom };
}
