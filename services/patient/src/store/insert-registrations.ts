import { randomUUIDv7 } from "node:crypto";
import { topics } from "@pms/contracts/events";
import { type Queryable, queryNamed } from "@pms/kit/db";
import type { OutboxEvent } from "@pms/kit/outbox";
import { type AnswerToKeep, insertMessages, type NewPatient } from "./insert-patient.ts";
import { identifiersOf, newPatientColumns, rowOf, versionOf } from "./insert-patients.ts";
import { type Parameters, parameters } from "./scope.ts";

/** A patient, and what is stored exactly when the patient is. */
export type NewRegistration = {
  patient: NewPatient;
  /** Keyed by the patient's id. */
  event: OutboxEvent;
  /** An `AuditRecorded` of this registration. */
  audit: Uint8Array;
  answer: AnswerToKeep | undefined;
};

/**
 * Stores registrations that have nothing to do with each other, each with its first version, the request for its account,
 * its event, its audit and its answer: one statement, one transaction, one round trip. A registration whose
 * Idempotency-Key was used before is left out with all that belongs to it; one with the same key that is still under way
 * elsewhere is waited for. Within one call a key may occur once.
 *
 * @returns the ids of the patients that were stored; throws, and stores none, when one row violates a constraint
 */
export async function insertRegistrations(
  on: Queryable,
  registrations: readonly NewRegistration[],
): Promise<Set<string>> {
  const bound = parameters();
  const patients = registrations.map(({ patient }) => patient);
  const json = (rows: readonly object[]) => `${bound.add(JSON.stringify(rows))}::json`;
  const text = `WITH ${insertAnswers(registrations, bound)},
    patient AS (
      INSERT INTO patients (${newPatientColumns.join(", ")})
      SELECT ${newPatientColumns.map((column) => `r.${column}`).join(", ")}
      FROM json_populate_recordset(NULL::patients, ${json(patients.map(rowOf))}) r JOIN wanted w ON w.id = r.id
      RETURNING id, facility_id, owner_user_id, billing_account_id
    ),
    history AS (
      INSERT INTO patient_versions (patient_id, version, at, actor_id, change, changed, status, record)
      SELECT v.id, 1, v.at, v.actor_id, 'created', '{}', 'active', v.record
      FROM json_to_recordset(${json(patients.map(versionOf))}) v(id uuid, at timestamptz, actor_id text, record jsonb)
      JOIN wanted w ON w.id = v.id
    ),
    pending AS (
      INSERT INTO pending_billing_accounts (patient_id, account_id, facility_id, owner_user_id)
      SELECT id, billing_account_id, facility_id, owner_user_id FROM patient
    ),
    identifiers AS (
      -- Sorted, so that two statements cannot wait for each other.
      INSERT INTO patient_identifiers (system, value, patient_id, position)
      SELECT i.system, i.value, i.patient_id, i.position
      FROM json_to_recordset(${json(patients.flatMap(identifiersOf))})
        i(system text, value text, patient_id uuid, position smallint)
      JOIN wanted w ON w.id = i.patient_id
      ORDER BY i.system COLLATE "C", i.value COLLATE "C"
    ),
    events AS (${insertEvents(registrations, bound)}),
    audits AS (${insertAudits(registrations, bound)})
    SELECT id FROM patient`;
  const rows = await queryNamed<{ id: string }>(on, "insert-registrations", text, bound.values);
  return new Set(rows.map(({ id }) => id));
}

/** The CTE `wanted`: ids of the patients without a key, and of those whose key is new and now kept with the answer. */
function insertAnswers(registrations: readonly NewRegistration[], bound: Parameters): string {
  const answers = registrations.map(({ answer }) => answer);
  const columns = [
    `${bound.add(registrations.map(({ patient }) => patient.id))}::uuid[]`,
    `${bound.add(answers.map((answer) => answer?.key.scope))}::bytea[]`,
    `${bound.add(answers.map((answer) => answer?.key.fingerprint))}::bytea[]`,
    `${bound.add(answers.map((answer) => answer?.status))}::smallint[]`,
    `${bound.add(answers.map((answer) => answer?.sealed))}::bytea[]`,
  ];
  return `given AS (
      SELECT * FROM unnest(${columns.join(", ")}) g(id, scope, fingerprint, status, sealed)
    ),
    kept AS (
      INSERT INTO idempotency_keys (scope, fingerprint, status, sealed)
      SELECT scope, fingerprint, status, sealed FROM given WHERE scope IS NOT NULL ORDER BY scope
      ON CONFLICT DO NOTHING RETURNING scope
    ),
    wanted AS MATERIALIZED (
      SELECT id FROM given WHERE scope IS NULL OR scope IN (SELECT scope FROM kept)
    )`;
}

function insertEvents(registrations: readonly NewRegistration[], bound: Parameters): string {
  const events = registrations.map(({ event }) => event);
  return insertMessages(events, bound, "wanted w", "m.key = w.id::text");
}

/** All as one message: what it costs to store, publish and consume is paid once. */
function insertAudits(registrations: readonly NewRegistration[], bound: Parameters): string {
  const id = `${bound.add(randomUUIDv7())}::uuid`;
  const patientIds = bound.add(registrations.map(({ patient }) => patient.id));
  const payloads = bound.add(registrations.map(({ audit }) => Buffer.from(audit)));
  return `INSERT INTO outbox (id, topic, key, type, payload)
    SELECT ${id}, '${topics.audit}', ${id}::text, 'AuditRecorded', string_agg(a.payload, '')
    FROM unnest(${patientIds}::uuid[], ${payloads}::bytea[]) a(patient_id, payload) JOIN wanted w ON w.id = a.patient_id
    HAVING count(*) > 0`;
}
