import { randomUUIDv7 } from "node:crypto";
import { topics } from "@pms/contracts/events/events";
import { constant, type Fragment, type Queryable, run, sql, statement } from "@pms/kit/db/statement";
import { joinPayloads } from "@pms/kit/events/outbox";
import { insertMessages } from "../../record/store/insert-messages.ts";
import { storePatients } from "./insert-patients.ts";
import { type NewRegistration, queueRegistrations } from "./registration-queue.ts";

const auditTopic = constant(topics.audit);

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
 * Stores all in one statement, or none when a row violates a constraint. One whose Idempotency-Key
 * was used before is left out; within one call a key may occur once.
 * @returns the ids of the patients that were stored
 */
async function insertRegistrations(on: Queryable, registrations: readonly NewRegistration[]): Promise<Set<string>> {
  const patients = registrations.map(({ patient }) => patient);
  const rows = await run<{ id: string }>(
    on,
    statement("insert-registrations")`WITH ${insertKeys(registrations)},
    ${storePatients(patients, sql`n.id IN (SELECT id FROM wanted)`)},
    events AS (${insertEvents(registrations)}),
    audits AS (${insertAudits(registrations)})
    SELECT id FROM patient`,
  );
  return new Set(rows.map(({ id }) => id));
}

/**
 * The CTE `wanted`: ids of the patients without a key, and of those whose key is new and now stands
 * for the patient.
 */
function insertKeys(registrations: readonly NewRegistration[]): Fragment {
  const ids = registrations.map(({ patient }) => patient.id);
  const scopes = registrations.map(({ key }) => key?.scope);
  const fingerprints = registrations.map(({ key }) => key?.fingerprint);
  return sql`given AS (
      SELECT * FROM unnest(${ids}::uuid[], ${scopes}::bytea[], ${fingerprints}::bytea[]) g(id, scope, fingerprint)
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

function insertEvents(registrations: readonly NewRegistration[]): Fragment {
  const events = registrations.map(({ event }) => event);
  return insertMessages(events, sql`wanted w`, sql`m.key = w.id::text`);
}

/** All as one message: what it costs to store, publish and consume is paid once. */
function insertAudits(registrations: readonly NewRegistration[]): Fragment {
  const id = randomUUIDv7();
  const { starts, lengths, bytes } = joinPayloads(registrations.map(({ audit }) => audit));
  const patientIds = registrations.map(({ patient }) => patient.id);
  return sql`INSERT INTO outbox (id, topic, key, type, payload)
    SELECT ${id}::uuid, '${auditTopic}', ${id}::text, 'AuditRecorded',
      string_agg(substring(${bytes}::bytea FROM a.start FOR a.length), '')
    FROM unnest(${patientIds}::uuid[], ${starts}::integer[], ${lengths}::integer[]) a(patient_id, start, length)
    JOIN wanted w ON w.id = a.patient_id
    HAVING count(*) > 0`;
}
