import { type Queryable, queryNamed } from "@pms/kit/db";
import type { OutboxEvent } from "@pms/kit/outbox";
import { type AnswerToKeep, insertAnswer, insertMessages, type NewPatient } from "./insert-patient.ts";
import { recordColumns, recordValues } from "./patient-rows.ts";
import { parameters } from "./scope.ts";

/** The columns of `rowOf`. */
export const newPatientColumns = [
  "id",
  "mrn",
  "owner_user_id",
  "billing_account_id",
  "created_at",
  "updated_at",
  ...recordColumns,
];

/**
 * What `insertPatient` does, for many patients at once: still one statement, one transaction and one round trip. Rows go
 * over as JSON, which costs both sides less than an array per column. Throws a violation of `patient_identifiers_unique`
 * when someone else has stored one of the identifiers; false when the Idempotency-Key was used before.
 */
export async function insertPatients(
  on: Queryable,
  patients: readonly NewPatient[],
  messages: readonly OutboxEvent[],
  answer: AnswerToKeep | undefined,
): Promise<boolean> {
  const bound = parameters();
  const guard = answer ? insertAnswer(answer, bound) : "SELECT 1";
  const text = `WITH guard AS (${guard}),
    patient AS (
      INSERT INTO patients (${newPatientColumns.join(", ")})
      SELECT ${newPatientColumns.map((column) => `r.${column}`).join(", ")}
      FROM guard, json_populate_recordset(NULL::patients, ${bound.add(JSON.stringify(patients.map(rowOf)))}::json) r
      RETURNING id, facility_id, owner_user_id, billing_account_id
    ),
    history AS (
      INSERT INTO patient_versions (patient_id, version, at, actor_id, change, changed, status, record)
      SELECT v.id, 1, v.at, v.actor_id, 'created', '{}', 'active', v.record
      FROM guard, json_to_recordset(${bound.add(JSON.stringify(patients.map(versionOf)))}::json)
        v(id uuid, at timestamptz, actor_id text, record jsonb)
    ),
    pending AS (
      INSERT INTO pending_billing_accounts (patient_id, account_id, facility_id, owner_user_id)
      SELECT id, billing_account_id, facility_id, owner_user_id FROM patient
    ),
    identifiers AS (
      -- Sorted, so that two batches cannot wait for each other.
      INSERT INTO patient_identifiers (system, value, patient_id, position)
      SELECT i.system, i.value, i.patient_id, i.position
      FROM guard, json_to_recordset(${bound.add(JSON.stringify(patients.flatMap(identifiersOf)))}::json)
        i(system text, value text, patient_id uuid, position smallint)
      ORDER BY i.system COLLATE "C", i.value COLLATE "C"
    ),
    events AS (${insertMessages(messages, bound, "guard")})
    SELECT FROM guard`;
  const rows = await queryNamed(on, `insert-patients${answer ? "-once" : ""}`, text, bound.values);
  return rows.length > 0;
}

export function rowOf({ id, mrn, ownerUserId, accountId, createdAt, record }: NewPatient): object {
  const values = recordValues(record);
  const fields = Object.fromEntries(recordColumns.map((column, index) => [column, values[index]]));
  return {
    ...fields,
    contacts: record.contacts,
    coverages: record.coverages,
    id,
    mrn,
    owner_user_id: ownerUserId,
    billing_account_id: accountId,
    created_at: createdAt,
    updated_at: createdAt,
  };
}

export const versionOf = ({ id, createdAt, actorId, record }: NewPatient): object => ({
  id,
  at: createdAt,
  actor_id: actorId,
  record,
});

export function identifiersOf({ id, record }: NewPatient): object[] {
  return (record.identifiers ?? []).map(({ system, value }, index) => ({
    system,
    value,
    patient_id: id,
    position: index + 1,
  }));
}
