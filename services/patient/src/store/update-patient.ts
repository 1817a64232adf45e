import type { HistoryEntry, Identifier } from "@pms/contracts/patients";
import type { Actor } from "@pms/kit/access";
import { type Queryable, queryNamed } from "@pms/kit/db";
import type { OutboxEvent } from "@pms/kit/outbox";
import type { PatientRecord } from "../record/patient-record.ts";
import { insertMessages } from "./insert-patient.ts";
import { recordFields } from "./patient-rows.ts";
import { parameters, scopeForm, scopePredicate } from "./scope.ts";

export type NewVersion = {
  id: string;
  /** One more than the version that it replaces. */
  version: number;
  at: Date;
  actorId: string;
  change: Exclude<HistoryEntry["change"], "created">;
  /** JSON pointers. */
  changed: readonly string[];
  status: "active" | "inactive";
  record: PatientRecord;
};

/**
 * Stores the record, its version, the events and the audit row in one statement. False when the version before is no longer
 * the one that stands: then nothing is stored. An account that is still to be opened follows the patient's facility.
 */
export async function updatePatient(
  on: Queryable,
  actor: Actor,
  next: NewVersion,
  messages: readonly OutboxEvent[],
): Promise<boolean> {
  const bound = parameters(next.id, next.version, next.at, next.status, next.actorId, next.change, next.changed);
  const columns = Object.entries(recordFields(next.record)).map(([column, value]) => `${column} = ${bound.add(value)}`);
  const text = `WITH patient AS (
      UPDATE patients p SET version = $2, updated_at = $3, status = $4, ${columns.join(", ")}
      WHERE p.id = $1 AND p.version = $2 - 1 AND ${scopePredicate(actor, bound)}
      RETURNING p.id, p.facility_id, p.record
    ),
    history AS (
      INSERT INTO patient_versions (patient_id, version, at, actor_id, change, changed, status, record)
      SELECT id, $2, $3, $5, $6, $7, $4, record FROM patient
    ),
    pending AS (
      UPDATE pending_billing_accounts b SET facility_id = patient.facility_id FROM patient
      WHERE b.patient_id = patient.id AND b.facility_id <> patient.facility_id
    ),
    events AS (${insertMessages(messages, bound)})
    SELECT FROM patient`;
  return (await queryNamed(on, `update-patient-${scopeForm(actor)}`, text, bound.values)).length > 0;
}

/** Two statements, as the old and the new ones may overlap; in the transaction that updates the patient. */
export async function replaceIdentifiers(
  tx: Queryable,
  patientId: string,
  identifiers: readonly Identifier[],
): Promise<void> {
  await queryNamed(tx, "delete-identifiers", "DELETE FROM patient_identifiers WHERE patient_id = $1", [patientId]);
  await queryNamed(
    tx,
    "insert-identifiers",
    `INSERT INTO patient_identifiers (system, value, patient_id, position)
     SELECT i.system, i.value, $1, i.position FROM unnest($2::text[], $3::text[]) WITH ORDINALITY i(system, value, position)`,
    [patientId, identifiers.map(({ system }) => system), identifiers.map(({ value }) => value)],
  );
}
