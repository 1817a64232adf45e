import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import type { AuditEvent } from "@pms/contracts/auth/audit";
import { topics } from "@pms/contracts/events/events";
import { auditMessage } from "@pms/kit/audit/audit";
import { listDeadLetters } from "@pms/kit/events/dead-letters";
import { encodeCursor } from "@pms/kit/paging/cursor";
import { until } from "@pms/kit/testing/until";
import pg from "pg";
import { consumeAuditEvents } from "../src/audit/consumer.ts";
import { listAuditEvents } from "../src/audit/store/audit-events.ts";
import { bearer, invitedUser, signedUpUser, startAuth } from "./auth-service.ts";

const auth = await startAuth({ after });
const { app, deps, admin } = auth;
const consumer = await consumeAuditEvents(deps);
after(() => consumer.stop());

async function listed(query: string, headers: object = admin.headers): Promise<AuditEvent[]> {
  const answer = await app.inject({ url: `/api/audit?${query}`, headers: { ...headers } });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json().data;
}
async function newFacility(): Promise<string> {
  const body = { name: `Facility ${randomUUID()}`, timeZone: "America/New_York" };
  return (await app.inject({ method: "POST", url: "/api/facilities", headers: admin.headers, body })).json().id;
}
type Facts = {
  actorId?: string;
  patientId?: string;
  facilityId?: string;
  worksAt?: string[];
  shown?: { patientId: string; facilityId: string }[];
};
async function publish(count: number, { facilityId, shown, worksAt, ...facts }: Facts): Promise<string[]> {
  const actor = { id: facts.actorId ?? randomUUID(), sessionId: "", ...(worksAt && { facilities: worksAt }) };
  const context = { actor, requestId: "r", sourceAddress: "" };
  const patientId = facts.patientId ?? randomUUID();
  const events = Array.from({ length: count }, () => {
    const about = shown ? { action: "patient.list", shown } : { action: "patient.read", patientId };
    const read = { ...about, resourceType: "patient", ...(facilityId && { facilityId }) };
    const message = auditMessage("patient", context, read);
    return { ...message, source: "/services/patient", time: new Date().toISOString() };
  });
  await deps.log.publish(events);
  return events.map(({ id }) => id);
}

test("an event in which one service speaks for another is not kept, and waits for a person (AUD-1)", async () => {
  const [actorId, time] = [randomUUID(), new Date().toISOString()];
  const context = { actor: { id: actorId, sessionId: "" }, requestId: "r", sourceAddress: "" };
  const forged = auditMessage("auth", context, { action: "session.log-in", resourceType: "session" });
  await deps.log.publish([{ ...forged, source: "/services/patient", time }]);
  const [own = ""] = await publish(1, { actorId });
  await until("the forged event is a dead letter", async () =>
    (await listDeadLetters(deps.log, topics.audit)).some(({ id }) => id === forged.id),
  );
  await until("the other event is listed", async () => (await listed(`actorId=${actorId}`)).length > 0);
  assert.deepEqual(
    (await listed(`actorId=${actorId}`)).map(({ id }) => id),
    [own],
  );
});

test("what other services audit is kept once, newest first, in pages (AUD-1)", async () => {
  const patientId = randomUUID();
  // Looking at the audit of a patient is itself on record as about that patient.
  const readsOf = (rows: AuditEvent[]) => rows.filter(({ action }) => action === "patient.read");
  const reads = async () => readsOf(await listed(`patientId=${patientId}&limit=200`));
  const ids = await publish(7, { patientId });
  await until("seven reads are listed", async () => (await reads()).length === 7);
  const seen: AuditEvent[] = [];
  let cursor = "";
  for (;;) {
    const answer = await app.inject({
      url: `/api/audit?patientId=${patientId}&limit=3${cursor}`,
      headers: admin.headers,
    });
    const { data, page } = answer.json();
    seen.push(...data);
    if (page.nextCursor === null) break;
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
  assert.deepEqual(
    readsOf(seen)
      .map(({ id }) => id)
      .sort(),
    ids.sort(),
  );
  const times = seen.map(({ at }) => at);
  assert.deepEqual(times, [...times].sort().reverse());
  await deps.log.rewind("auth", [topics.audit]);
  const [later = ""] = await publish(1, { patientId });
  await until("the later read is listed", async () => (await reads()).some(({ id }) => id === later));
  assert.equal((await reads()).length, 8, "a replay from the start adds nothing (REL-6)");
});

test("log-in, refusal, invitation, role change and log-out are on record (AUD-1)", async () => {
  const person = await signedUpUser(app);
  const wrong = { email: person.user.email, password: "wrong wrong wrong" };
  await app.inject({ method: "POST", url: "/api/auth/login", body: wrong });
  await app.inject({ url: "/api/users", headers: bearer(person.accessToken) });
  await app.inject({ method: "POST", url: "/api/auth/logout", headers: bearer(person.accessToken) });
  const expected = ["access.refused", "session.log-in", "session.log-out", "user.sign-up"];
  const actions = async () => (await listed(`actorId=${person.user.id}`)).map(({ action }) => action).sort();
  await until("every act is listed", async () => (await actions()).length === expected.length);
  assert.deepEqual(await actions(), expected);
  const refusals = (await listed("actorId=anonymous&limit=200")).filter(({ action }) => action === "session.log-in");
  assert.ok(refusals.some(({ outcome }) => outcome === "refused"));
});

test("asking for what is missing or out of reach is on record (AUD-1)", async () => {
  const auditor = await invitedUser(auth, ["admin"], [await newFacility()]);
  const { user } = await signedUpUser(app);
  const asked = await app.inject({ url: `/api/users/${user.id}`, headers: bearer(auditor.accessToken) });
  assert.equal(asked.statusCode, 404);
  const refusals = async () =>
    (await listed(`actorId=${auditor.user.id}`)).filter(({ outcome }) => outcome === "refused");
  await until("the refusal is listed", async () => (await refusals()).length === 1);
  const [refusal] = await refusals();
  assert.deepEqual([refusal?.action, refusal?.resourceId], ["access.refused", user.id]);
  assert.equal(refusal?.details.route, "GET /api/users/:id");

  const opened = await app.inject({
    method: "POST",
    url: "/api/facilities",
    headers: bearer(auditor.accessToken),
    body: { name: "A facility of my own", timeZone: "UTC" },
  });
  assert.equal(opened.statusCode, 403, "only who administers all facilities opens one, whatever the permission says");
  await until("two refusals are listed", async () => (await refusals()).length === 2);
  assert.ok((await refusals()).some(({ details }) => details.route === "POST /api/facilities"));
});

test("an event says from where, in which session, at which facility, and its details; and the total is exact (AUD-1)", async () => {
  const [actorId, facilityId, sessionId] = [randomUUID(), randomUUID(), randomUUID()];
  const context = { actor: { id: actorId, sessionId }, requestId: "r", sourceAddress: "192.0.2.7" };
  const facts = { action: "patient.search", resourceType: "patient", facilityId, details: { fields: "lastName" } };
  const message = () => ({
    ...auditMessage("patient", context, facts),
    source: "/services/patient",
    time: new Date().toISOString(),
  });
  await deps.log.publish([message(), message()]);
  await until("two events are listed", async () => (await listed(`actorId=${actorId}`)).length === 2);
  const [event] = await listed(`actorId=${actorId}`);
  const { sourceAddress, details } = event ?? assert.fail();
  assert.deepEqual(
    [sourceAddress, event?.sessionId, event?.facilityId, details],
    ["192.0.2.7", sessionId, facilityId, { fields: "lastName" }],
  );
  const page = async (query: string, headers: object) =>
    (await app.inject({ url: `/api/audit?${query}`, headers: { ...headers } })).json().page;
  assert.equal((await page(`actorId=${actorId}&limit=1&total=true`, admin.headers)).total, 2);
  assert.equal((await page(`actorId=${actorId}`, admin.headers)).total, undefined);
  const elsewhere = await invitedUser(auth, ["auditor"], [await newFacility()]);
  assert.equal((await page(`actorId=${actorId}&total=true`, bearer(elsewhere.accessToken))).total, 0);
  const misspelt = await app.inject({ url: "/api/audit?actor=x", headers: admin.headers });
  assert.equal(misspelt.statusCode, 400);
  assert.match(misspelt.body, /actor/);
});

test("reading the audit is audited, and only auditors and administrators may (AUD-1)", async () => {
  const auditor = await invitedUser(auth, ["auditor"]);
  const patientId = randomUUID();
  await listed(`patientId=${patientId}`, bearer(auditor.accessToken));
  await until("the reading of the audit is listed", async () =>
    (await listed(`actorId=${auditor.user.id}`)).some(({ action }) => action === "audit.read"),
  );
  const [reading] = (await listed(`patientId=${patientId}`)).filter(({ actorId }) => actorId === auditor.user.id);
  assert.ok(reading, "and the patient whose record was looked up is named");
  const clerk = await invitedUser(auth, ["front-desk"]);
  assert.equal((await app.inject({ url: "/api/audit", headers: bearer(clerk.accessToken) })).statusCode, 403);
  assert.equal((await app.inject({ url: "/api/audit" })).statusCode, 401);
});

test("an auditor of one facility sees what was done there; what belongs to no facility is for auditors of all (AZ-3)", async () => {
  const [here, there] = [await newFacility(), await newFacility()];
  const actorId = randomUUID();
  const [seen] = await publish(1, { actorId, facilityId: here });
  const ids = [seen, ...(await publish(1, { actorId, facilityId: there })), ...(await publish(1, { actorId }))];
  const idsFor = async (headers: object) => (await listed(`actorId=${actorId}`, headers)).map(({ id }) => id).sort();
  await until("all ids are listed", async () => (await idsFor(admin.headers)).length === ids.length);
  assert.deepEqual(await idsFor(bearer((await invitedUser(auth, ["auditor"])).accessToken)), ids.sort());
  assert.deepEqual(await idsFor(bearer((await invitedUser(auth, ["auditor"], [here])).accessToken)), [seen]);
  assert.deepEqual(await idsFor(bearer((await invitedUser(auth, ["auditor"], [])).accessToken)), []);
});

test("an auditor of some facilities pages through theirs, newest first, by the index of facilities (AZ-3)", async () => {
  const [here, there, elsewhere] = [randomUUID(), randomUUID(), randomUUID()];
  const { db } = deps;
  const { pool } = deps.database;
  // A year of other facilities' reads around theirs.
  await pool.query(
    `INSERT INTO audit_events SELECT gen_random_uuid(), now() - n * interval '1 minute', 'a', '', 'patient.read', 'patient',
       '', NULL, CASE WHEN n % 1000 = 0 THEN $1 WHEN n % 1500 = 750 THEN $2 ELSE $3 END, 'done', '', '', 'patient', '{}'
     FROM generate_series(1, 20000) n`,
    [here, there, elsewhere],
  );
  const read = (facilities: string[], after?: { at: string; id: string }) =>
    listAuditEvents(db, facilities, {}, { after, limit: 10 });
  const first = await read([here, there, here]);
  const last = first.at(-1);
  assert.ok(last);
  const second = await read([here, there], { at: last.at.toISOString(), id: last.id });
  const rows = [...first, ...second];
  assert.equal(new Set(rows.map(({ id }) => id)).size, 20);
  assert.deepEqual([...new Set(rows.map(({ facility_id }) => facility_id))].sort(), [here, there].sort());
  const times = rows.map(({ at }) => at.getTime());
  assert.deepEqual(
    times,
    times.toSorted((a, b) => b - a),
  );
  assert.deepEqual(await read([]), []);
});

test("the audit is filtered by time; a cursor belongs to its query and its caller", async () => {
  const actorId = randomUUID();
  await publish(3, { actorId });
  await until("three events are listed", async () => (await listed(`actorId=${actorId}`)).length === 3);
  const future = new Date(Date.now() + 60_000).toISOString();
  assert.equal((await listed(`actorId=${actorId}&from=${future}`)).length, 0);
  assert.equal((await listed(`actorId=${actorId}&to=${future}`)).length, 3);
  assert.equal((await app.inject({ url: "/api/audit?from=yesterday", headers: admin.headers })).statusCode, 400);
  const page = (await app.inject({ url: `/api/audit?actorId=${actorId}&limit=1`, headers: admin.headers })).json().page;
  const moved = `/api/audit?actorId=${randomUUID()}&cursor=${encodeURIComponent(page.nextCursor)}`;
  assert.equal((await app.inject({ url: moved, headers: admin.headers })).statusCode, 400);
});

test("a patient's id is known however it is written", async () => {
  const patientId = randomUUID();
  await publish(1, { patientId });
  await until("the read is listed, whatever the case of the id", async () =>
    (await listed(`patientId=${patientId.toUpperCase()}`)).some((row) => row.action === "patient.read"),
  );
});

test("a made-up position in a cursor is 400", async () => {
  const { id: actorId } = (await app.inject({ url: "/api/auth/me", headers: admin.headers })).json().user;
  const statusOf = async (path: string, position: (string | number | null)[]) => {
    const cursor = encodeCursor(position, { actorId, query: {} });
    return (await app.inject({ url: `${path}?cursor=${cursor}`, headers: admin.headers })).statusCode;
  };
  const at = new Date().toISOString();
  for (const position of [
    [],
    ["x", randomUUID()],
    [at, "x"],
    [at],
    [null, randomUUID()],
    ["+200000-01-01", randomUUID()],
    ["x".repeat(20), 1],
  ])
    assert.equal(await statusOf("/api/audit", position), 400, JSON.stringify(position));
  assert.equal(await statusOf("/api/audit", [at, randomUUID()]), 200);
  for (const path of ["/api/users", "/api/facilities"]) {
    for (const position of [[], ["x"], [7], [null]]) assert.equal(await statusOf(path, position), 400, path);
    assert.equal(await statusOf(path, [randomUUID()]), 200);
  }
});

test("the audit cannot be changed, not even by the service itself (AUD-1)", async () => {
  await publish(1, {});
  await until("one event is listed", async () => (await listed("limit=1")).length === 1);
  const { pool } = deps.database;
  for (const text of ["UPDATE audit_events SET actor_id = 'x'", "DELETE FROM audit_events", "TRUNCATE audit_events"])
    await assert.rejects(pool.query(text), /permission denied|append-only/, text);
});

test("no name and no e-mail in any event (PRV-1)", async () => {
  const marker = `marker${randomUUID().slice(0, 8)}`;
  const body = {
    email: `${marker}@x.example`,
    password: "plum violin gravel seventeen",
    firstName: marker,
    lastName: marker,
  };
  assert.equal((await app.inject({ method: "POST", url: "/api/auth/signup", body })).statusCode, 201);
  await app.inject({
    method: "POST",
    url: "/api/auth/login",
    body: { email: body.email, password: "wrong wrong wrong" },
  });
  await app.inject({ method: "POST", url: "/api/auth/login", body: { email: body.email, password: body.password } });
  await until("the outbox is empty", async () => (await deps.relay.pending()) === 0);
  for (const topic of [topics.auth, topics.audit]) {
    let events = 0;
    await deps.log.scan(topic, (batch) => {
      for (const event of batch) {
        events += 1;
        const text = Buffer.from(event.payload).toString("utf8") + event.key + JSON.stringify(event.attributes ?? {});
        assert.ok(!text.includes(marker), event.type);
      }
    });
    assert.ok(events > 0);
  }
  const client = new pg.Client({ connectionString: auth.config.DATABASE_URL });
  await client.connect();
  const { rows } = await client.query("SELECT a::text FROM audit_events a WHERE a::text LIKE $1", [`%${marker}%`]);
  await client.end();
  assert.equal(rows.length, 0);
});

test("who saw a patient in a list is found by the patient; each auditor is told whom they may know of (AUD-2, AZ-3)", async () => {
  const [here, there] = [await newFacility(), await newFacility()];
  const [mine, theirs] = [randomUUID(), randomUUID()];
  const shown = [
    { patientId: mine, facilityId: here },
    { patientId: theirs, facilityId: there },
  ];
  const [list = ""] = await publish(1, { worksAt: [here, there], shown });
  const [elsewhere = ""] = await publish(1, { worksAt: [there], shown: shown.slice(1) });
  const [read = ""] = await publish(1, { patientId: mine, facilityId: here });
  const about = async (patientId: string, headers: object, more = "") =>
    (await listed(`patientId=${patientId}${more}`, headers)).filter(({ action }) => action !== "audit.read");
  const idsAbout = async (...asked: Parameters<typeof about>) => (await about(...asked)).map(({ id }) => id);
  await until("both events are listed", async () => (await idsAbout(mine, admin.headers)).length === 2);
  assert.deepEqual(await idsAbout(mine, admin.headers), [read, list], "newest first");
  assert.deepEqual(await idsAbout(theirs, admin.headers), [elsewhere, list]);
  assert.deepEqual((await about(theirs, admin.headers))[1]?.patientIds?.sort(), [mine, theirs].sort());
  const auditorHere = bearer((await invitedUser(auth, ["auditor"], [here])).accessToken);
  assert.deepEqual(await idsAbout(mine, auditorHere), [read, list]);
  assert.deepEqual((await about(mine, auditorHere))[1]?.patientIds, [mine], "not those of another facility");
  assert.deepEqual(await idsAbout(theirs, auditorHere), [], "nor that one of theirs was shown");
  const first = await app.inject({ url: `/api/audit?patientId=${mine}&limit=1&total=true`, headers: auditorHere });
  assert.ok(first.json().page.total >= 2);
  assert.equal(first.json().data.length, 1);
});

test("an auditor of a facility sees the log-ins and searches of those who work there, whoever they are shown (AUD-2, AZ-3)", async () => {
  const [here, there] = [await newFacility(), await newFacility()];
  const [ours, others] = [
    await invitedUser(auth, ["front-desk"], [here, there]),
    await invitedUser(auth, ["front-desk"], [there]),
  ];
  const wrong = { email: ours.user.email, password: "wrong wrong wrong" };
  await app.inject({ method: "POST", url: "/api/auth/login", body: wrong });
  await publish(1, { actorId: ours.user.id, worksAt: [here, there], shown: [] });
  await publish(1, { actorId: others.user.id, worksAt: [there], shown: [] });
  const auditor = bearer((await invitedUser(auth, ["auditor"], [here])).accessToken);
  const seen = async () => (await listed("limit=200", auditor)).filter(({ action }) => action !== "audit.read");
  const whatOf = async () => (await seen()).map(({ action, outcome }) => `${action} ${outcome}`);
  const awaited = ["patient.list ok", "session.log-in ok", "session.log-in refused"];
  await until("every act is listed", async () => new Set(awaited).isSubsetOf(new Set(await whatOf())));
  const rows = await seen();
  assert.ok(rows.some(({ action, actorId }) => action === "session.log-in" && actorId === ours.user.id));
  assert.ok(!rows.some(({ actorId, resourceId }) => [actorId, resourceId].includes(others.user.id)));
  assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length, "each once");
  const both = bearer((await invitedUser(auth, ["auditor"], [here, there])).accessToken);
  const ids = (await listed(`actorId=${ours.user.id}`, both)).map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length, "each once, also for an auditor of both");
});

test("where an event is found cannot be changed either (AUD-1)", async () => {
  await assert.rejects(() => deps.db.deleteFrom("audit_event_facilities").execute());
});
