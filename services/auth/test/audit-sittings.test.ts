import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import type { AuditEvent, AuditSitting } from "@pms/contracts/auth/audit";
import { until } from "@pms/kit/testing/until";
import { consumeAuditEvents } from "../src/audit/consumer.ts";
import { leaveAudited } from "./audited.ts";
import { bearer, invitedUser, signedUpUser, startAuth } from "./auth-service.ts";

const auth = await startAuth({ after });
const { app, deps, admin } = auth;
const consumer = await consumeAuditEvents(deps);
after(() => consumer.stop());

type Answer<Row> = { data: Row[]; page: { nextCursor: string | null } };
async function asked<Row>(path: string, headers: object = admin.headers): Promise<Answer<Row>> {
  const answer = await app.inject({ url: path, headers: { ...headers } });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
}
const sittings = async (query: string, headers?: object) =>
  (await asked<AuditSitting>(`/api/audit/sittings?${query}`, headers)).data;
const eventsOf = async (id: string, query = "") =>
  (await asked<AuditEvent>(`/api/audit/sittings/${id}/events?${query}`)).data;

/** Minutes after a fixed noon. */
const at = (minutes: number) => new Date(Date.UTC(2026, 2, 4, 12) + minutes * 60_000);
async function newFacility(): Promise<string> {
  const body = { name: `Clinic ${randomUUID()}`, timeZone: "America/New_York" };
  return (await app.inject({ method: "POST", url: "/api/facilities", headers: admin.headers, body })).json().id;
}

test("what one user does about one patient without a pause of 15 minutes is one sitting (AUD-1)", async () => {
  const [actorId, ana, zoe] = [randomUUID(), randomUUID(), randomUUID()];
  const ids = await leaveAudited(
    deps,
    { at: at(0), actorId, patientId: ana },
    { at: at(14), actorId, patientId: ana, action: "billing.list-transactions" },
    { at: at(20), actorId, patientId: zoe },
    { at: at(28.9), actorId, patientId: ana, action: "patient.update" },
    { at: at(29), actorId, patientId: ana, action: "billing.read", outcome: "refused" },
    { at: at(44.1), actorId, patientId: ana },
    { at: at(30), actorId: randomUUID(), patientId: ana },
  );
  const found = await sittings(`actorId=${actorId}`);
  assert.deepEqual(
    found.map(({ id, startedAt, endedAt, patientId, eventCount }) => [id, startedAt, endedAt, patientId, eventCount]),
    [
      [ids[5], at(44.1).toISOString(), at(44.1).toISOString(), ana, 1],
      [ids[4], at(0).toISOString(), at(29).toISOString(), ana, 4],
      [ids[2], at(20).toISOString(), at(20).toISOString(), zoe, 1],
    ],
  );
  assert.deepEqual(
    found[1]?.acts.toSorted((a, b) => a.action.localeCompare(b.action)),
    [
      { action: "billing.list-transactions", outcome: "ok", count: 1 },
      { action: "billing.read", outcome: "refused", count: 1 },
      { action: "patient.read", outcome: "ok", count: 1 },
      { action: "patient.update", outcome: "ok", count: 1 },
    ],
  );
  const events = await eventsOf(ids[4] ?? "", `actorId=${actorId}`);
  assert.deepEqual(
    events.map(({ id }) => id),
    [ids[4], ids[3], ids[1], ids[0]],
  );
});

test("a sitting is whole on one page, and on no other, also while work goes on (AUD-1)", async () => {
  const actorId = randomUUID();
  const patients = Array.from({ length: 5 }, () => randomUUID());
  // Each patient every five minutes, one after another: all five sittings overlap.
  const rounds = Array.from({ length: 4 }, (_, round) =>
    patients.map((patientId, n) => ({ at: at(round * 5 + n / 10), actorId, patientId })),
  );
  await leaveAudited(deps, ...rounds.flat());
  const seen: AuditSitting[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const more: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const { data, page } = await asked<AuditSitting>(`/api/audit/sittings?actorId=${actorId}&limit=2${more}`);
    seen.push(...data);
    cursor = page.nextCursor;
    // What comes in between would lift the sitting of the first patient above the pages that were read.
    await leaveAudited(deps, { at: new Date(), actorId, patientId: patients[0] ?? "" });
  }
  assert.deepEqual(
    seen.map(({ patientId, eventCount }) => [patientId, eventCount]),
    patients.toReversed().map((patientId) => [patientId, 4]),
  );
});

test("a sitting that time cuts off says so (AUD-1)", async () => {
  const [actorId, patientId] = [randomUUID(), randomUUID()];
  await leaveAudited(deps, ...[0, 10, 20, 30].map((minutes) => ({ at: at(minutes), actorId, patientId })));
  const span = (from: number, to: number) =>
    sittings(`actorId=${actorId}&from=${at(from).toISOString()}&to=${at(to).toISOString()}`);
  const cut = ({ eventCount, beganEarlier, wentOn }: AuditSitting) => [eventCount, beganEarlier, wentOn];
  assert.deepEqual((await span(5, 25)).map(cut), [[2, true, true]]);
  assert.deepEqual((await span(-60, 60)).map(cut), [[4, false, false]]);
  assert.deepEqual((await span(15, 60)).map(cut), [[2, true, false]]);
});

test("asked by patient, a sitting holds the searches that showed them; the events are asked by act too (AUD-2)", async () => {
  const [actorId, ana, facility] = [randomUUID(), randomUUID(), await newFacility()];
  const shown = { [facility]: [ana, randomUUID()] };
  const ids = await leaveAudited(
    deps,
    { at: at(0), actorId, action: "patient.search", shown },
    { at: at(1), actorId, patientId: ana, facilityId: facility },
    { at: at(2), actorId, patientId: ana, facilityId: facility, action: "patient.update" },
    { at: at(2), actorId, action: "patient.search", shown: { [facility]: [] } },
  );
  const [sitting, ...more] = (await sittings(`patientId=${ana}`)).filter(({ actor }) => actor.id === actorId);
  assert.deepEqual(more, []);
  assert.deepEqual([sitting?.eventCount, sitting?.patientId, sitting?.shownCount], [3, ana, 2]);
  assert.deepEqual((await eventsOf(sitting?.id ?? "", `patientId=${ana}`)).map(({ id }) => id).toSorted(), [
    ...ids.slice(0, 3).toSorted(),
  ]);
  const byAct = async (act: string) =>
    (await sittings(`actorId=${actorId}&act=${act}`)).map(({ eventCount, acts }) => [eventCount, acts[0]?.action]);
  assert.deepEqual(await byAct("listed"), [[2, "patient.search"]]);
  assert.deepEqual(await byAct("changed"), [[1, "patient.update"]]);
  assert.deepEqual(await byAct("refused"), []);
  const wrong = await app.inject({ url: "/api/audit/sittings?act=everything", headers: admin.headers });
  assert.equal(wrong.statusCode, 400);
});

test("an auditor of a facility is told of the part of a sitting that was there, and counts nobody else's patients (AZ-3)", async () => {
  const [here, there] = [await newFacility(), await newFacility()];
  const [actorId, patientId, other] = [randomUUID(), randomUUID(), randomUUID()];
  const [first = "", second = "", third = ""] = await leaveAudited(
    deps,
    { at: at(0), actorId, patientId, facilityId: there },
    { at: at(1), actorId, patientId, facilityId: here },
    { at: at(2), actorId, patientId, facilityId: there },
    { at: at(3), actorId, action: "patient.search", shown: { [here]: [patientId], [there]: [other] } },
  );
  const local = bearer((await invitedUser(auth, ["auditor"], [here])).accessToken);
  const told = await sittings(`actorId=${actorId}`, local);
  assert.deepEqual(told.map(({ id, eventCount, shownCount }) => [id, eventCount, shownCount]).slice(1), [
    [second, 1, 0],
  ]);
  assert.equal(told[0]?.shownCount, 1, "of the patients of that facility alone");
  const events = async (id: string) =>
    (await app.inject({ url: `/api/audit/sittings/${id}/events`, headers: local })).statusCode;
  assert.deepEqual([await events(second), await events(first), await events(third)], [200, 404, 404]);
  const nowhere = bearer((await invitedUser(auth, ["auditor"], [])).accessToken);
  assert.deepEqual(await sittings(`actorId=${actorId}`, nowhere), []);
});

test("staff are named, patients with a log-in to those alone who manage users, services by what they are (PRV-1)", async () => {
  const clerk = await invitedUser(auth, ["front-desk"]);
  const patient = await signedUpUser(app);
  const patientId = randomUUID();
  const actors = [clerk.user.id, patient.user.id, "service:patient", "anonymous"];
  await leaveAudited(deps, ...actors.map((actorId, n) => ({ at: at(n), actorId, patientId })));
  const auditor = bearer((await invitedUser(auth, ["auditor"])).accessToken);
  const told = async (headers?: object) => {
    const found = await sittings(`patientId=${patientId}`, headers);
    const actorOf = (id: string) => found.find(({ actor }) => actor.id === id)?.actor;
    return actors.map((id) => [actorOf(id)?.kind, actorOf(id)?.name]);
  };
  assert.deepEqual(await told(auditor), [
    ["user", "Sam Keel"],
    ["user", undefined],
    ["service", undefined],
    ["nobody", undefined],
  ]);
  assert.deepEqual((await told())[1], ["user", "Ada Quill"]);
  const { data: pickable } = await asked<{ id: string; name?: string }>("/api/audit/actors?limit=200", auditor);
  assert.ok(pickable.some(({ id, name }) => id === clerk.user.id && name === "Sam Keel"));
  assert.ok(!pickable.some(({ id }) => id === patient.user.id));
});

test("reading sittings, opening one and taking them away are on record, each as what it is (AUD-1)", async () => {
  const auditor = await invitedUser(auth, ["auditor"]);
  const headers = bearer(auditor.accessToken);
  const patientId = randomUUID();
  const [id = ""] = await leaveAudited(deps, { at: at(0), actorId: randomUUID(), patientId });
  await sittings(`patientId=${patientId}`, headers);
  await sittings(`patientId=${patientId}&purpose=export`, headers);
  assert.equal((await app.inject({ url: `/api/audit/sittings/${id}/events`, headers })).statusCode, 200);
  const recorded = async () =>
    (await asked<AuditEvent>(`/api/audit?actorId=${auditor.user.id}&act=audited`)).data
      .filter((event) => event.patientId === patientId)
      .map(({ action }) => action)
      .toSorted();
  await until("the looks are on record", async () => (await recorded()).length === 3);
  assert.deepEqual(await recorded(), ["audit.export", "audit.read", "audit.read"]);
});

test("only auditors and administrators may, and a cursor of another query or one made up is 400", async () => {
  const clerk = bearer((await invitedUser(auth, ["front-desk"])).accessToken);
  for (const path of ["/api/audit/sittings", "/api/audit/actors", `/api/audit/sittings/${randomUUID()}/events`]) {
    assert.equal((await app.inject({ url: path, headers: clerk })).statusCode, 403, path);
    assert.equal((await app.inject({ url: path })).statusCode, 401, path);
  }
  const actorId = randomUUID();
  await leaveAudited(deps, { at: at(0), actorId }, { at: at(60), actorId });
  const { page } = await asked<AuditSitting>(`/api/audit/sittings?actorId=${actorId}&limit=1`);
  const cursor = encodeURIComponent(page.nextCursor ?? "");
  const statusOf = async (query: string) =>
    (await app.inject({ url: `/api/audit/sittings?${query}`, headers: admin.headers })).statusCode;
  assert.equal(await statusOf(`actorId=${actorId}&limit=1&cursor=${cursor}`), 200);
  assert.equal(await statusOf(`limit=1&cursor=${cursor}`), 400);
  assert.equal(await statusOf("cursor=e30"), 400);
});
