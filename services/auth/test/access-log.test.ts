import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import type { AccessLogEntry } from "@pms/contracts/auth/audit";
import { until } from "@pms/kit/testing/until";
import { decodeJwt } from "jose";
import { consumeAuditEvents } from "../src/audit/consumer.ts";
import { leaveAudited } from "./audited.ts";
import { bearer, invitedUser, signedUpUser, startAuth } from "./auth-service.ts";

const auth = await startAuth({ after });
const { app, deps, admin } = auth;
const consumer = await consumeAuditEvents(deps);
after(() => consumer.stop());

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 4, 12) + minutes * 60_000);
const logOf = (patientId: string, headers: { authorization: string }) =>
  app.inject({ url: `/api/patients/${patientId}/access-log`, headers });
async function newFacility(): Promise<string> {
  const body = { name: `Clinic ${randomUUID()}`, timeZone: "America/New_York" };
  return (await app.inject({ method: "POST", url: "/api/facilities", headers: admin.headers, body })).json().id;
}
type Signed = { accessToken: string; user: { id: string } };
const sessionOf = ({ accessToken }: Signed) => String(decodeJwt(accessToken).sid);

test("staff see who looked at a record of their facility, by name; one of another is 404, however often asked (AZ-3)", async () => {
  const [here, there] = [await newFacility(), await newFacility()];
  const [mine, theirs] = [randomUUID(), randomUUID()];
  const clinician = await invitedUser(auth, ["clinician"], [here]);
  const elsewhere = { actorId: randomUUID(), facilityId: there };
  await leaveAudited(
    deps,
    { at: at(0), actorId: clinician.user.id, patientId: mine, facilityId: here },
    { at: at(1), actorId: clinician.user.id, patientId: mine, facilityId: here, action: "billing.read" },
    { at: at(2), ...elsewhere, action: "patient.search", shown: { [here]: [mine], [there]: [theirs] } },
    { at: at(3), ...elsewhere, patientId: theirs },
  );
  const clerk = await invitedUser(auth, ["front-desk"], [here]);
  const answer = await logOf(mine, bearer(clerk.accessToken));
  assert.equal(answer.statusCode, 200, answer.body);
  const [search, reading, ...more]: AccessLogEntry[] = answer.json().data;
  assert.deepEqual(more, []);
  assert.deepEqual(
    [search?.acts[0]?.action, reading?.actor.name, reading?.actor.roles, reading?.eventCount],
    ["patient.search", "Sam Keel", ["clinician"], 2],
  );
  for (const missing of [theirs, randomUUID()]) {
    assert.equal((await logOf(missing, bearer(clerk.accessToken))).statusCode, 404);
    // The refusal itself is found at the clerk's facility, and opens nothing.
    await until("the refused look is on record", async () => {
      const { rows } = await deps.database.pool.query(
        "SELECT FROM audit_events WHERE patient_id = $1 AND actor_id = $2 AND outcome = 'refused'",
        [missing, clerk.user.id],
      );
      return rows.length > 0;
    });
    assert.equal((await logOf(missing, bearer(clerk.accessToken))).statusCode, 404);
  }
});

test("a patient reads who looked at the record that is linked to them, wherever it was, and at no other (AZ-3)", async () => {
  const [own, other] = [randomUUID(), randomUUID()];
  const person = await signedUpUser(app);
  const link = await app.inject({
    method: "PATCH",
    url: `/api/users/${person.user.id}`,
    headers: { ...admin.headers, "if-match": `"v${person.user.version}"` },
    body: { patientId: own },
  });
  assert.equal(link.statusCode, 200, link.body);
  const email = { email: person.user.email, password: "plum violin gravel seventeen" };
  const again: Signed = (await app.inject({ method: "POST", url: "/api/auth/login", body: email })).json();
  const staff = await invitedUser(auth, ["biller"]);
  await leaveAudited(
    deps,
    { at: at(0), actorId: staff.user.id, patientId: own, facilityId: randomUUID() },
    { at: at(0), actorId: staff.user.id, patientId: other, facilityId: randomUUID() },
    { at: at(60), actorId: person.user.id, patientId: own, facilityId: randomUUID() },
  );
  const answer = await logOf(own, bearer(again.accessToken));
  assert.equal(answer.statusCode, 200, answer.body);
  const entries: AccessLogEntry[] = answer.json().data;
  assert.deepEqual(
    entries.map(({ actor }) => actor.name),
    ["Ada Quill", "Sam Keel"],
  );
  assert.equal((await logOf(other, bearer(again.accessToken))).statusCode, 404);
});

test("who registered themselves reads it once they have opened the record in this session; staff's past opens nothing (AZ-3)", async () => {
  const [own, other] = [randomUUID(), randomUUID()];
  const person = await signedUpUser(app);
  const facts = { actorId: person.user.id, facilityId: randomUUID() };
  // What was done in a session of another role, or was refused, shows nothing of what may be seen now.
  await leaveAudited(
    deps,
    { at: at(0), ...facts, patientId: other, sessionId: randomUUID(), action: "patient.create" },
    { at: at(1), ...facts, patientId: other, sessionId: sessionOf(person), outcome: "refused" },
  );
  assert.equal((await logOf(own, bearer(person.accessToken))).statusCode, 404);
  assert.equal((await logOf(other, bearer(person.accessToken))).statusCode, 404);
  await leaveAudited(deps, {
    at: at(2),
    actorId: person.user.id,
    sessionId: sessionOf(person),
    action: "patient.list",
    shown: { [facts.facilityId]: [own] },
  });
  assert.equal((await logOf(own, bearer(person.accessToken))).statusCode, 200);
  assert.equal((await logOf(other, bearer(person.accessToken))).statusCode, 404);
});

test("who may not read patients is refused, and looking at who looked is on record about the patient (AUD-1)", async () => {
  const patientId = randomUUID();
  await leaveAudited(deps, { at: at(0), actorId: randomUUID(), patientId, facilityId: randomUUID() });
  const analyst = await invitedUser(auth, ["analyst"]);
  assert.equal((await logOf(patientId, bearer(analyst.accessToken))).statusCode, 403);
  const clerk = await invitedUser(auth, ["front-desk"]);
  assert.equal((await logOf(patientId, bearer(clerk.accessToken))).statusCode, 200);
  const looks = async () => {
    const answer = await app.inject({
      url: `/api/audit?patientId=${patientId}&actorId=${clerk.user.id}`,
      headers: admin.headers,
    });
    return answer.json().data.map(({ action }: { action: string }) => action);
  };
  await until("the look is on record", async () => (await looks()).length > 0);
  assert.deepEqual(await looks(), ["patient.access-log"]);
});
