import { randomUUIDv7 } from "node:crypto";
import { topics } from "@pms/contracts/events/events";
import { type Queryable, queryNamed } from "@pms/kit/db/database";
import { joinPayloads } from "@pms/kit/events/outbox";
import { insertMessages } from "../../record/store/insert-messages.ts";
import { type Parameters, parameters } from "../../record/store/scope.ts";
import { storePatients } from "./insert-patients.ts";
import { type NewRegistration, queueRegistrations } from "./registration-queue.ts";

/**
 * Resolves when the registration is committed: true, or false when its Idempotency-Key was used
 * before. Throws what the database says of this registration; another's fault is not this one's.
 */
export type InsertRegistration = (registration: NewRegistration) => Promise<boolean>;

/** Those that arrive together are one statement. */
export function openRegistrationInserts(on: Queryable): InsertRegistration {
  return queueRegistrations((registrations) => insertRegistrations(on, registrations));
}

/**
 * Stores all, each with what belongs to it, in one statement, or none when a row violates a
 * constraint. One whose Idempotency-Key was used before is left out; within one call a key may
 * occur once.
 *
 * @returns the ids of the patients that were stored
 */
async function insertRegistrations(on: Queryable, registrations: readonly NewRegistration[]): Promise<Set<string>> {
  const bound = parameters();
  const patients = registrations.map(({ patient }) => patient);
  const text = `WITH ${insertKeys(registrations, bound)},
    ${storePatients(patients, bound, "n.id IN (SELECT id FROM wanted)")},
    events AS (${insertEvents(registrations, bound)}),
    audits AS (${insertAudits(registrations, bound)})
    SELECT id FROM patient`;
  const rows = await queryNamed<{ id: string }>(on, "insert-registrations", text, bound.values);
  return new Set(rows.map(({ id }) => id));
}

/**
 * The CTE `wanted`: ids of the patients without a key, and of those whose key is new and now stands
 * for the patient.
 */
function insertKeys(registrations: readonly NewRegistration[], bound: Parameters): string {
  const columns = [
    `${bound.add(registrations.map(({ patient }) => patient.id))}::uuid[]`,
    `${bound.add(registrations.map(({ key }) => key?.scope))}::bytea[]`,
    `${bound.add(registrations.map(({ key }) => key?.fingerprint))}::bytea[]`,
  ];
  return `given AS (
      SELECT * FROM unnest(${columns.join(", ")}) g(id, scope, fingerprint)
    ),
    kept AS (
      INSERT INTO idempotency_keys (scope, fingerprint, status, subject)
      SELECT scope, fingerprint, 201, id FROM given WHERE scope IS NOT NULL ORDER BY scope
      ON CONFLICT DO NOTHING RETURNING subject
    ),
    wanted AS MATERIALIZED (
      SELECT id FROM given WHERE scope IS NULL UNION ALL SELECT subject FROM kept
    )`;
}

function insertEvents(registrations: readonly NewRegistration[], bound: Parameters): string {
  const events = registrations.map(({ event }) => event);
  return insertMessages(events, bound, "wanted w", "m.key = w.id::text");
}

/** All as one message: what it costs to store, publish and consume is paid once. */
function insertAudits(registrations: readonly NewRegistration[], bound: Parameters): string {
  const id = `${bound.add(randomUUIDv7())}::uuid`;
  const { starts, lengths, bytes } = joinPayloads(registrations.map(({ audit }) => audit));
  const patientIds = registrations.map(({ patient }) => patient.id);
  return `INSERT INTO outbox (id, topic, key, type, payload)
    SELECT ${id}, '${topics.audit}', ${id}::text, 'AuditRecorded',
      string_agg(substring(${bound.add(bytes)}::bytea FROM a.start FOR a.length), '')
    FROM unnest(${bound.add(patientIds)}::uuid[], ${bound.add(starts)}::integer[], ${bound.add(lengths)}::integer[])
      a(patient_id, start, length) JOIN wanted w ON w.id = a.patient_id
    HAVING count(*) > 0`;
}
