import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { eventCodecs } from "@pms/contracts/events/events";
import type { Patient } from "@pms/contracts/patients/patient";
import { until } from "@pms/kit/testing/until";
import { sampleBody, startPatientService } from "./support/patient-service.ts";

const service = await startPatientService({ after });
const { app, trust, deps, facilityA } = service;
const { pool } = deps.database;
const frontDesk = await trust.as({ facilities: [facilityA], defaultFacilityId: facilityA });

const register = (payload: object, headers: Record<string, string> = {}) =>
  app.inject({ method: "POST", url: "/api/patients", headers: { ...frontDesk, ...headers }, payload });
const named = (lastName: string) => ({ ...sampleBody, lastName });
const times = <Value>(count: number, make: (n: number) => Value): Value[] =>
  Array.from({ length: count }, (_, n) => make(n));

async function countNamed(lastName: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM patients WHERE document ->> 'lastName' = $1",
    [lastName],
  );
  return rows[0]?.count ?? -1;
}

/** Of each patient: what was published of its registration. */
async function publishedOf(ids: readonly string[]) {
  await until("the outbox is empty", async () => (await deps.relay.pending()) === 0);
  const events = service.published.filter(({ type, key }) => type === "PatientCreated" && ids.includes(key));
  const audits = service.published
    .filter(({ type }) => type === "AuditRecorded")
    .flatMap(({ payload }) => eventCodecs.AuditRecorded.decode(payload).events)
    .filter(({ action, patientId }) => action === "patient.create" && ids.includes(patientId));
  return { events: events.map(({ key }) => key).sort(), audits: audits.map(({ patientId }) => patientId).sort() };
}

test("fifty requests at once with one Idempotency-Key register one patient, and all are told of it (REL-4)", async () => {
  const lastName = `Fifty${randomUUID()}`;
  const key = randomUUID();
  const answers = await Promise.all(times(50, () => register(named(lastName), { "idempotency-key": key })));
  assert.deepEqual([...new Set(answers.map(({ statusCode }) => statusCode))], [201]);
  const ids = [...new Set(answers.map((answer) => answer.json<Patient>().id))];
  assert.equal(ids.length, 1);
  assert.equal(await countNamed(lastName), 1);
  assert.equal(answers.filter(({ headers }) => headers["idempotency-replayed"] === undefined).length, 1);
  assert.deepEqual(await publishedOf(ids), { events: ids, audits: ids });
});

test("with an identifier too, one key fifty times at once is one patient's, not another's (REL-4)", async () => {
  const body = { ...sampleBody, identifiers: [{ system: "card", value: randomUUID() }] };
  const headers = { "idempotency-key": randomUUID() };
  const sent = [];
  // One at each turn of the loop, so that some are under way while the first is stored.
  for (let n = 0; n < 50; n += 1) {
    sent.push(register(body, headers));
    await setImmediate();
  }
  const answers = await Promise.all(sent);
  assert.deepEqual([...new Set(answers.map(({ statusCode }) => statusCode))], [201]);
  assert.equal(new Set(answers.map((answer) => answer.json<Patient>().id)).size, 1);
  const other = await register({ ...body, lastName: "Other" }, headers);
  assert.equal(other.statusCode, 422, other.body);
});

test("one key with two bodies at once registers one and refuses the other (REL-4)", async () => {
  const headers = { "idempotency-key": randomUUID() };
  const answers = await Promise.all(times(2, (n) => register(named(`Body${n}`), headers)));
  assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [201, 422]);
});

test("registrations with a key, without one, and with a used one go together; each has its own effect (REL-2, REL-4)", async () => {
  const usedKey = randomUUID();
  const first: Patient = (await register(named("Used"), { "idempotency-key": usedKey })).json();
  const answers = await Promise.all(
    times(30, (n) => {
      if (n % 3 === 0) return register(named("Keyless"));
      if (n % 3 === 1) return register(named("Keyed"), { "idempotency-key": randomUUID() });
      return register(named("Used"), { "idempotency-key": usedKey });
    }),
  );
  assert.deepEqual([...new Set(answers.map(({ statusCode }) => statusCode))], [201]);
  const patients = answers.map((answer) => answer.json<Patient>());
  for (const [n, { id, lastName }] of patients.entries()) {
    assert.equal(lastName, ["Keyless", "Keyed", "Used"][n % 3]);
    assert.equal(id === first.id, n % 3 === 2);
    assert.equal(answers[n]?.headers["idempotency-replayed"], n % 3 === 2 ? "true" : undefined);
  }
  assert.equal(new Set(patients.map(({ mrn }) => mrn)).size, 21);
  const ids = [...new Set(patients.map(({ id }) => id))].sort();
  assert.equal(ids.length, 21);
  assert.deepEqual(await publishedOf(ids), { events: ids, audits: ids });
  const { rows } = await pool.query("SELECT FROM patient_versions WHERE patient_id = ANY ($1)", [ids]);
  assert.equal(rows.length, 21);
});

test("of many at once only the one whose identifier is taken is refused", async () => {
  const lastName = `Mixed${randomUUID()}`;
  const identifiers = [{ system: "urn:test", value: randomUUID() }];
  const twins = new Set([7, 23]);
  const answers = await Promise.all(
    times(40, (n) =>
      register(
        { ...named(lastName), ...(twins.has(n) && { identifiers }) },
        n % 2 ? { "idempotency-key": randomUUID() } : {},
      ),
    ),
  );
  const refused = answers.flatMap(({ statusCode }, n) => (statusCode === 201 ? [] : [n]));
  assert.equal(refused.length, 1);
  const [only = -1] = refused;
  assert.ok(twins.has(only));
  assert.equal(answers[only]?.statusCode, 409);
  assert.match(answers[only]?.json().errors[0].pointer, /^\/identifiers/);
  assert.equal(await countNamed(lastName), 39);
});

test("a user who registers themselves twice at once, among others, has one record", async () => {
  const own = await trust.as({ id: randomUUID(), roles: ["patient"], facilities: [], defaultFacilityId: facilityA });
  const answers = await Promise.all(times(20, (n) => register(named("Self"), n % 10 === 5 ? own : {})));
  assert.deepEqual(answers.flatMap(({ statusCode }, n) => (n % 10 === 5 ? [statusCode] : [])).sort(), [201, 409]);
  assert.equal(answers.filter(({ statusCode }) => statusCode === 201).length, 19);
});

test("when the database fails every caller is told, nothing is stored, and the same keys work again (REL-1, REL-4)", async () => {
  const lastName = `Outage${randomUUID()}`;
  const keys = times(20, () => randomUUID());
  const locker = await pool.connect();
  try {
    await locker.query("BEGIN; LOCK TABLE patients IN EXCLUSIVE MODE");
    const answering = Promise.all(keys.map((key) => register(named(lastName), { "idempotency-key": key })));
    let answered = false;
    void answering.finally(() => {
      answered = true;
    });
    // Whatever waits for the lock loses its connection, until all have been answered. Within a
    // transaction the view of who waits never changes, so that the one that holds the lock cannot
    // look.
    await until("the registrations wait", async () => {
      await pool.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'relation'",
      );
      return answered;
    });
    for (const { statusCode } of await answering) assert.equal(statusCode, 503);
  } finally {
    await locker.query("ROLLBACK");
    locker.release();
  }
  assert.equal(await countNamed(lastName), 0);
  for (const key of keys) {
    const answer = await register(named(lastName), { "idempotency-key": key });
    assert.equal(answer.statusCode, 201, answer.body);
    assert.equal(answer.headers["idempotency-replayed"], undefined);
  }
  assert.equal(await countNamed(lastName), keys.length);
});
