/** The versions that a merge and its undoing write, with their events and audit rows (REL-2). Pure. */
import { type AuditContext, auditMessage } from "@pms/kit/audit/audit";
import type { Actor } from "@pms/kit/trust/access";
import type { NewVersion } from "../changes/store/update-patient.ts";
import type { Deps } from "../deps.ts";
import { changedFields } from "../record/changed-fields.ts";
import { patientChanged, patientFacts, patientMerged } from "../record/patient-facts.ts";
import type { PatientRecord } from "../record/patient-record.ts";
import { type PatientRow, recordOf, toPatient } from "../record/store/patient-rows.ts";

type VersionDeps = Pick<Deps, "phoneCountry" | "now">;
type Of = { row: PatientRow; mergeId: string; otherId: string; by: AuditContext };
type Change = "merged" | "unmerged";

const actions = { merged: "patient.merge", unmerged: "patient.merge-undo" } as const;

/** Of the record that stays: its fields change, its status does not. */
export function survivorVersion(deps: VersionDeps, of: Of, change: Change, record: PatientRecord): NewVersion {
  const { row, by } = of;
  const event = patientChanged("PatientUpdated", patientFacts(row.id, row.version + 1, record), by.traceparent ?? "");
  const changed = changedFields(recordOf(row), record);
  return { ...versionOf(deps, of, { change, changed, record, status: "active" }), ...withEvent(of, change, event) };
}

/** Of the other, whose fields stay as they were. */
export function mergedVersion(deps: VersionDeps, of: Of, change: Change): NewVersion {
  const { row, mergeId, otherId, by } = of;
  const record = recordOf(row);
  const type = change === "merged" ? "PatientMerged" : "PatientUnmerged";
  const facts = patientFacts(row.id, row.version + 1, record);
  const event = patientMerged(type, facts, { survivorId: otherId, mergeId }, by.traceparent ?? "");
  const status = change === "merged" ? "merged" : "active";
  const version = versionOf(deps, of, { change, changed: ["/status"], record, status });
  return { ...version, ...withEvent(of, change, event), ...(change === "merged" && { mergedInto: otherId }) };
}

type Written = Pick<NewVersion, "change" | "changed"> & { record: PatientRecord; status: "active" | "merged" };

function versionOf({ phoneCountry, now }: VersionDeps, { row, mergeId, by }: Of, written: Written) {
  const { id, mrn, createdAt, billing } = toPatient(row);
  const { record, status, change, changed } = written;
  const version = row.version + 1;
  const patient = { ...record, id, mrn, status, version, createdAt, updatedAt: now().toISOString(), billing };
  return { patient, actorId: by.actor.id, change, changed, phoneCountry, mergeId, messages: [] };
}

function withEvent({ row, mergeId, otherId, by }: Of, change: Change, event: ReturnType<typeof patientChanged>) {
  const audit = auditMessage("patient", by, {
    action: actions[change],
    resourceType: "patient",
    resourceId: row.id,
    patientId: row.id,
    facilityId: row.facility_id,
    details: { merge: mergeId, other: otherId },
  });
  return { messages: [event, audit] };
}

/** Who asked was checked when they asked; what they asked for may be done when they have left. */
export const everywhere: Actor = {
  id: "service:patient",
  sessionId: "",
  roles: [],
  permissions: new Set(),
  facilities: "all",
  defaultFacilityId: undefined,
  patientId: undefined,
  ownRecordOnly: false,
  token: "",
  expiresAt: 0,
};
