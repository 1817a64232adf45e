import { identifierKeys } from "@pms/contracts/text/identifiers";
import { type Fragment, type Queryable, run, sql, statement } from "@pms/kit/db/statement";
import type { OutboxEvent } from "@pms/kit/events/outbox";
import type { IdempotentRequest } from "@pms/kit/http/idempotency";
import { insertMessages } from "../../record/store/insert-messages.ts";
import { patientFields } from "../../record/store/patient-rows.ts";
import { asRegistered, type NewPatient } from "../new-patient.ts";

/** The answer to keep under the request's Idempotency-Key. */
export type AnswerToKeep = { key: IdempotentRequest; status: number; sealed: Buffer };

/**
 * Stores a batch with messages and answer in one statement. False when the key was used before;
 * throws what `isIdentifierTaken` knows when an identifier is taken.
 */
export async function insertPatients(
  on: Queryable,
  patients: readonly NewPatient[],
  messages: readonly OutboxEvent[],
  answer: AnswerToKeep | undefined,
): Promise<boolean> {
  const guard = answer ? insertAnswer(answer) : sql`SELECT 1`;
  const rows = await run(
    on,
    statement("insert-patients")`WITH guard AS (${guard}),
    ${storePatients(patients, sql`EXISTS (SELECT FROM guard)`)},
    events AS (${insertMessages(messages, sql`guard`)})
    SELECT FROM guard`,
  );
  return rows.length > 0;
}

/** Keeps the answer, once: no row where the key was used before. */
function insertAnswer({ key, status, sealed }: AnswerToKeep): Fragment {
  return sql`INSERT INTO idempotency_keys (scope, fingerprint, status, sealed)
    VALUES (${key.scope}, ${key.fingerprint}, ${status}, ${sealed}) ON CONFLICT DO NOTHING RETURNING 1`;
}

/** The columns of `rowOf` that `patients` has. */
const newPatientColumns = sql`id, mrn, owner_user_id, billing_account_id, created_at, facility_id, date_of_birth, email,
  name_words, sort_name, phone_digits, other_phones, other_emails, keyed_by, document`;

/**
 * CTEs that store new patients with all that belongs to them; `patient` has those that were stored.
 * Rows go over as JSON, which costs both sides less than an array per column.
 * @param condition on the row `n` of a patient: those that fulfil it are stored
 */
export function storePatients(patients: readonly NewPatient[], condition: Fragment): Fragment {
  const json = (rows: readonly object[]) => sql`${JSON.stringify(rows)}::json`;
  return sql`new_patient AS MATERIALIZED (
      SELECT * FROM json_to_recordset(${json(patients.map(rowOf))}) n(id uuid, mrn text, owner_user_id uuid,
        billing_account_id uuid, created_at timestamptz, facility_id uuid, date_of_birth date, email text,
        name_words text[], sort_name text, phone_digits text, other_phones text[], other_emails text[], keyed_by text,
        document json, actor_id text)
      WHERE ${condition}
    ),
    patient AS (
      INSERT INTO patients (${newPatientColumns}) SELECT ${newPatientColumns} FROM new_patient
      RETURNING id, facility_id, owner_user_id, billing_account_id
    ),
    history AS (
      INSERT INTO patient_versions (patient_id, version, at, actor_id, change, changed, status, document)
      SELECT id, 1, created_at, actor_id, 'created', '{}', 'active', document FROM new_patient
    ),
    pending AS (
      INSERT INTO pending_billing_accounts (patient_id, account_id, facility_id, owner_user_id)
      SELECT id, billing_account_id, facility_id, owner_user_id FROM patient
    ),
    identifiers AS (
      -- Sorted, so that two statements cannot wait for each other.
      INSERT INTO patient_identifiers (system, value, system_key, value_key, issuer_key, evidence, patient_id, position)
      SELECT i.system, i.value, i.system_key, i.value_key, i.issuer_key, i.evidence, i.patient_id, i.position
      FROM json_to_recordset(${json(patients.flatMap(identifiersOf))})
        i(system text, value text, system_key text, value_key text, issuer_key text, evidence boolean, patient_id uuid,
          position smallint)
      JOIN new_patient n ON n.id = i.patient_id
      ORDER BY i.system_key COLLATE "C", i.value_key COLLATE "C"
    )`;
}

function rowOf(patient: NewPatient): object {
  return {
    id: patient.id,
    mrn: patient.mrn,
    owner_user_id: patient.ownerUserId,
    billing_account_id: patient.accountId,
    created_at: patient.createdAt,
    ...patientFields(asRegistered(patient), patient.phoneCountry),
    actor_id: patient.actorId,
  };
}

function identifiersOf({ id, record, identifierTypes }: NewPatient): object[] {
  return (record.identifiers ?? []).map((identifier, index) => ({
    system: identifier.system,
    value: identifier.value,
    ...identifierKeys(identifier),
    evidence: identifierTypes.isEvidence(identifier),
    patient_id: id,
    position: index + 1,
  }));
}
