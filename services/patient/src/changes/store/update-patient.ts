import { identifierKeys } from "@pms/contracts/identifiers";
import type { HistoryEntry, Identifier, Patient } from "@pms/contracts/patients";
import type { PhoneCountry } from "@pms/contracts/phone-numbers";
import { type Queryable, queryNamed } from "@pms/kit/db/database";
import type { OutboxEvent } from "@pms/kit/events/outbox";
import type { Actor } from "@pms/kit/http/access";
import type { PatientRecord } from "../../record/patient-record.ts";
import { patientFields } from "../../record/store/patient-rows.ts";
import { parameters, scopeForm, scopePredicate } from "../../record/store/scope.ts";
import { insertMessages } from "../../registration/store/insert-patient.ts";

export type NewVersion = {
  /** As it will stand; its version is one more than the one that it replaces. */
  patient: Patient & PatientRecord;
  actorId: string;
  change: Exclude<HistoryEntry["change"], "created">;
  /** JSON pointers. */
  changed: readonly string[];
  /** Where numbers without a country code are dialled. */
  phoneCountry: PhoneCountry;
};

/**
 * Stores the record, its version, the events and the audit row in one statement. False when the version before is no longer
 * the one that stands: then nothing is stored. An account that is still to be opened follows the patient's facility.
 */
export async function updatePatient(
  on: Queryable,
  actor: Actor,
  { patient, actorId, change, changed, phoneCountry }: NewVersion,
  messages: readonly OutboxEvent[],
): Promise<boolean> {
  const { id, version, updatedAt, status } = patient;
  const bound = parameters(id, version, updatedAt, status, actorId, change, changed);
  const columns = Object.entries(patientFields(patient, phoneCountry)).map(
    ([column, value]) => `${column} = ${bound.add(value)}`,
  );
  const text = `WITH patient AS (
      UPDATE patients p SET version = $2, status = $4, ${columns.join(", ")}
      WHERE p.id = $1 AND p.version = $2 - 1 AND ${scopePredicate(actor, bound)}
      RETURNING p.id, p.facility_id, p.document
    ),
    history AS (
      INSERT INTO patient_versions (patient_id, version, at, actor_id, change, changed, status, document)
      SELECT id, $2, $3, $5, $6, $7, $4, document FROM patient
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
    `INSERT INTO patient_identifiers (system, value, system_key, value_key, patient_id, position)
     SELECT i.system, i.value, i.system_key, i.value_key, $1, i.position
     FROM unnest($2::text[], $3::text[], $4::text[], $5::text[])
       WITH ORDINALITY i(system, value, system_key, value_key, position)`,
    [
      patientId,
      identifiers.map(({ system }) => system),
      identifiers.map(({ value }) => value),
      identifiers.map((each) => identifierKeys(each).system_key),
      identifiers.map((each) => identifierKeys(each).value_key),
    ],
  );
}
