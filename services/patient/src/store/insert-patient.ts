import { type Queryable, queryNamed } from "@pms/kit/db";
import type { IdempotentRequest } from "@pms/kit/idempotency";
import type { OutboxEvent } from "@pms/kit/outbox";
import type { PatientRecord } from "../record/patient-record.ts";
import { recordColumns, recordValues } from "./patient-rows.ts";
import { type Parameters, parameters } from "./scope.ts";

export type NewPatient = {
  id: string;
  mrn: string;
  ownerUserId: string | undefined;
  accountId: string;
  createdAt: Date;
  actorId: string;
  record: PatientRecord;
};

/** The answer to keep under the request's Idempotency-Key. */
export type AnswerToKeep = { key: IdempotentRequest; status: number; sealed: Buffer };

/**
 * Stores the patient, its first version, the request for its account, its events and the answer, in one statement and so
 * in one transaction and one round trip. False when the Idempotency-Key was used before: then nothing is stored.
 * A request with the same key that is still under way is waited for.
 */
export async function insertPatient(
  on: Queryable,
  patient: NewPatient,
  messages: readonly OutboxEvent[],
  answer: AnswerToKeep | undefined,
): Promise<boolean> {
  const bound = parameters();
  const { identifiers } = patient.record;
  const name = `insert-patient${answer ? "-once" : ""}${identifiers ? "-identified" : ""}`;
  const guard = answer ? insertAnswer(answer, bound) : "SELECT 1";
  const text = `WITH guard AS (${guard}),
    patient AS (${insertRow(patient, bound)} RETURNING id, facility_id, owner_user_id, billing_account_id),
    history AS (
      INSERT INTO patient_versions (patient_id, version, at, actor_id, change, changed, status, record)
      SELECT id, 1, ${bound.add(patient.createdAt)}, ${bound.add(patient.actorId)}, 'created', '{}', 'active',
        ${bound.add(JSON.stringify(patient.record))}::jsonb FROM patient
    ),
    pending AS (
      INSERT INTO pending_billing_accounts (patient_id, account_id, facility_id, owner_user_id)
      SELECT id, billing_account_id, facility_id, owner_user_id FROM patient
    ),
    ${identifiers ? `identifiers AS (${insertIdentifiers(identifiers, bound)}),` : ""}
    events AS (${insertMessages(messages, bound)})
    SELECT FROM patient`;
  const rows = await queryNamed(on, name, text, bound.values);
  return rows.length > 0;
}

/** Keeps the answer, once: no row where the key was used before. */
export function insertAnswer({ key, status, sealed }: AnswerToKeep, bound: Parameters): string {
  const values = [key.scope, key.fingerprint, status, sealed].map((value) => bound.add(value));
  return `INSERT INTO idempotency_keys (scope, fingerprint, status, sealed) VALUES (${values.join(", ")})
    ON CONFLICT DO NOTHING RETURNING 1`;
}

function insertRow({ id, mrn, ownerUserId, accountId, createdAt, record }: NewPatient, bound: Parameters): string {
  const given = [id, mrn, ownerUserId, accountId, createdAt, createdAt, ...recordValues(record)];
  return `INSERT INTO patients (id, mrn, owner_user_id, billing_account_id, created_at, updated_at, ${recordColumns.join(", ")})
    SELECT ${given.map((value) => bound.add(value)).join(", ")} FROM guard`;
}

function insertIdentifiers(identifiers: NonNullable<PatientRecord["identifiers"]>, bound: Parameters): string {
  const systems = bound.add(identifiers.map(({ system }) => system));
  const values = bound.add(identifiers.map(({ value }) => value));
  return `INSERT INTO patient_identifiers (system, value, patient_id, position)
    SELECT i.system, i.value, patient.id, i.position
    FROM patient, unnest(${systems}::text[], ${values}::text[]) WITH ORDINALITY i(system, value, position)`;
}

/** Rows of the outbox for a statement whose CTE `written` has one row when there is something to tell, else none. */
export function insertMessages(messages: readonly OutboxEvent[], bound: Parameters, written = "patient"): string {
  const columns = [
    `${bound.add(messages.map(({ id }) => id))}::uuid[]`,
    `${bound.add(messages.map(({ topic }) => topic))}::text[]`,
    `${bound.add(messages.map(({ key }) => key))}::text[]`,
    `${bound.add(messages.map(({ type }) => type))}::text[]`,
    `${bound.add(messages.map(({ payload }) => Buffer.from(payload)))}::bytea[]`,
    `${bound.add(messages.map(({ traceparent }) => traceparent))}::text[]`,
  ];
  return `INSERT INTO outbox (id, topic, key, type, payload, traceparent)
    SELECT m.* FROM ${written}, unnest(${columns.join(", ")}) m`;
}
