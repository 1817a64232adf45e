import type { HistoryEntry } from "@pms/contracts/patients/history";
import type { Patient } from "@pms/contracts/patients/patient";
import type { Identifier } from "@pms/contracts/patients/record";
import { identifierKeys } from "@pms/contracts/text/identifiers";
import type { PhoneCountry } from "@pms/contracts/text/phone-numbers";
import { constant, join, type Queryable, run, sql, statement } from "@pms/kit/db/statement";
import type { OutboxEvent } from "@pms/kit/events/outbox";
import { stale } from "@pms/kit/http/conditional";
import type { Actor } from "@pms/kit/trust/access";
import type { IdentifierTypes } from "../../record/identifier-types.ts";
import type { PatientRecord } from "../../record/patient-record.ts";
import { insertMessages } from "../../record/store/insert-messages.ts";
import { refuseWhileMerging } from "../../record/store/merging.ts";
import { patientFields } from "../../record/store/patient-rows.ts";
import { inScope } from "../../record/store/scope.ts";

export type NewVersion = {
  /** As it will stand; its version is one more than the one that it replaces. */
  patient: Patient & PatientRecord;
  actorId: string;
  change: Exclude<HistoryEntry["change"], "created">;
  /** JSON pointers. */
  changed: readonly string[];
  /** Where numbers without a country code are dialled. */
  phoneCountry: PhoneCountry;
  /** The event and the audit row. */
  messages: readonly OutboxEvent[];
  /** Why, in the words of who wrote it, and which version it repeats. */
  reason?: string | undefined;
  restoredFrom?: number | undefined;
  /** The merge that writes it: nobody else writes a record meanwhile. */
  mergeId?: string;
  /** Of a record that is merged: the one that it points to. */
  mergedInto?: string;
};

/**
 * Stores the record, its version and the messages; an account still to be opened follows the
 * facility. 412, and nothing is stored, when the version before no longer stands (REL-5); 409 while
 * the record is being merged.
 */
export async function updatePatient(
  on: Queryable,
  actor: Actor,
  { patient, actorId, change, changed, phoneCountry, messages, ...more }: NewVersion,
): Promise<void> {
  const { id, version, updatedAt, status } = patient;
  const { mergeId = "", mergedInto = "", reason = null, restoredFrom = null } = more;
  const columns = Object.entries(patientFields(patient, phoneCountry)).map(
    ([column, value]) => sql`${constant(column)} = ${value}`,
  );
  const updated = await run(
    on,
    statement("update-patient")`WITH patient AS (
      UPDATE patients p SET version = ${version}, status = ${status}, merged_into = nullif(${mergedInto}, '')::uuid,
        ${join(columns, ", ")}
      WHERE p.id = ${id} AND p.version = ${version - 1} AND ${inScope(actor)}
        AND NOT EXISTS (SELECT FROM merging_patients m WHERE m.patient_id = p.id AND m.merge_id::text <> ${mergeId})
      RETURNING p.id, p.facility_id, p.document
    ),
    history AS (
      INSERT INTO patient_versions (patient_id, version, at, actor_id, change, changed, status, document, reason,
        restored_from)
      SELECT id, ${version}, ${updatedAt}, ${actorId}, ${change}, ${changed}, ${status}, document, ${reason},
        ${restoredFrom}::int
      FROM patient
    ),
    pending AS (
      UPDATE pending_billing_accounts b SET facility_id = patient.facility_id FROM patient
      WHERE b.patient_id = patient.id AND b.facility_id <> patient.facility_id
    ),
    events AS (${insertMessages(messages)})
    SELECT FROM patient`,
  );
  if (updated.length > 0) return;
  if (mergeId === "") await refuseWhileMerging(on, id);
  throw stale();
}

/**
 * Two statements, as the old and the new ones may overlap; in the transaction that updates the
 * patient.
 */
export async function replaceIdentifiers(
  tx: Queryable,
  patientId: string,
  identifiers: readonly Identifier[],
  { isEvidence }: IdentifierTypes,
): Promise<void> {
  await run(tx, statement("delete-identifiers")`DELETE FROM patient_identifiers WHERE patient_id = ${patientId}`);
  const keys = identifiers.map(identifierKeys);
  const [systems, values] = [identifiers.map(({ system }) => system), identifiers.map(({ value }) => value)];
  const [systemKeys, valueKeys] = [keys.map(({ system_key }) => system_key), keys.map(({ value_key }) => value_key)];
  const [issuerKeys, evidence] = [keys.map(({ issuer_key }) => issuer_key), identifiers.map(isEvidence)];
  await run(
    tx,
    statement("insert-identifiers")`
      INSERT INTO patient_identifiers (system, value, system_key, value_key, issuer_key, evidence, patient_id, position)
      SELECT i.system, i.value, i.system_key, i.value_key, i.issuer_key, i.evidence, ${patientId}, i.position
      FROM unnest(${systems}::text[], ${values}::text[], ${systemKeys}::text[], ${valueKeys}::text[],
        ${issuerKeys}::text[], ${evidence}::boolean[])
        WITH ORDINALITY i(system, value, system_key, value_key, issuer_key, evidence, position)`,
  );
}
