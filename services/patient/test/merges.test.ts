import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { AccountStatus } from "@pms/contracts/gen/pms/billing/v1/billing";
import type { MergePreview, PatientMerge, UndoPreview } from "@pms/contracts/patients/merging";
import type { Patient } from "@pms/contracts/patients/patient";
import { commit } from "@pms/kit/events/commit";
import { until } from "@pms/kit/testing/until";
import { comparePatients } from "../src/duplicates/compare-patients.ts";
import { patientsToCompare } from "../src/duplicates/store/scans.ts";
import { startPatientService } from "./support/patient-service.ts";
import { auditOf, eventsOf, register } from "./support/requests.ts";

const service = await startPatientService({ after });
const { app, deps, trust, billing, facilityA, facilityB } = service;
const admin = await trust.as({ roles: ["admin"], defaultFacilityId: facilityA });
const clerkOfA = await trust.as({ facilities: [facilityA], defaultFacilityId: facilityA });
const adminOfA = await trust.as({ roles: ["admin"], facilities: [facilityA], defaultFacilityId: facilityA });

const get = async (path: string, headers: object = admin) =>
  app.inject({ method: "GET", url: `/api/patients/${path}`, headers: { ...headers } });
const patient = async (id: string): Promise<Patient> => (await get(id)).json();
async function send(path: string, payload: object, headers: Record<string, string> = {}) {
  return app.inject({ method: "POST", url: `/api/patients/${path}`, headers: { ...admin, ...headers }, payload });
}
const requestMerge = async (
  survivor: Patient,
  merged: Patient,
  more: object = {},
  headers: Record<string, string> = {},
) =>
  send(
    `${survivor.id}/merge`,
    { mergedId: merged.id, reason: "asked at the desk", ...more },
    {
      "if-match": `"v${survivor.version}"`,
      ...headers,
    },
  );
async function preview(survivor: Patient, merged: Patient, more: object = {}): Promise<MergePreview> {
  const answer = await requestMerge(survivor, merged, { dryRun: true, ...more });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
}
const ended = (id: string): Promise<PatientMerge> =>
  until("the merge has ended", async () => {
    const answer = await get(`merges/${id}`);
    return !["running", "undoing"].includes(answer.json().status) && answer.json();
  });
async function merge(survivor: Patient, merged: Patient, more: object = {}): Promise<PatientMerge> {
  const answer = await requestMerge(survivor, merged, more);
  assert.equal(answer.statusCode, 202, answer.body);
  assert.equal(answer.headers.location, `/api/patients/merges/${answer.json().id}`);
  const done = await ended(answer.json().id);
  assert.equal(done.status, "done", JSON.stringify(done));
  return done;
}
async function undo(id: string, more: object = {}): Promise<PatientMerge> {
  const answer = await send(`merges/${id}/undo`, { reason: "two cousins", ...more });
  assert.equal(answer.statusCode, 202, answer.body);
  return ended(id);
}
const owe = (of: Patient, balanceMinor: bigint) => Object.assign(billing.accounts.get(of.id) ?? {}, { balanceMinor });
/** What people wrote. */
const written = ({ version, updatedAt, ...rest }: Patient) => rest;
const two = async (one: object = {}, other: object = {}) =>
  [await register(service, admin, one), await register(service, admin, other)] as const;

const lists = {
  identifiers: [{ system: "chart", value: `a-${randomUUID()}` }],
  contacts: [{ name: "Ana Doe", relationship: "sister" }],
  coverages: [{ payer: "Acme", memberId: "1" }],
};
const others = {
  identifiers: [{ system: "chart", value: `b-${randomUUID()}` }],
  contacts: [
    { name: "Ana Doe", relationship: "sister" },
    { name: "Bo Doe", relationship: "son" },
  ],
  coverages: [{ payer: "Umbrella", memberId: "2" }],
};

test("the survivor gets everything, the other points to it, and history, events and audit say so", async () => {
  const [survivor, merged] = await two(
    { ...lists, email: undefined, phoneNumber: "617-555-0101" },
    { ...others, phoneNumber: "617-555-0102", maidenName: "Quibble", sex: "male" },
  );
  owe(merged, 700n);
  const seen = await preview(survivor, merged);
  assert.deepEqual(seen.problems, []);
  assert.deepEqual(
    seen.fields.map(({ field, chosen, conflict }) => [field, chosen, conflict]),
    [
      ["maidenName", "merged", false],
      ["sex", "merged", false],
      ["phoneNumber", "survivor", true],
      ["email", "merged", false],
    ],
  );
  assert.deepEqual(seen.moves, { ...others, contacts: others.contacts.slice(1) });
  assert.equal(seen.billing?.balanceAfter.amountMinor, 700);
  assert.deepEqual(await patient(survivor.id), survivor, "a preview changes nothing");

  const { id } = await merge(survivor, merged, { fields: { phoneNumber: "merged" } });
  const now = await patient(survivor.id);
  assert.equal(now.version, 2);
  assert.equal(now.mrn, survivor.mrn);
  assert.equal(now.phoneNumber, "617-555-0102");
  assert.equal(now.maidenName, "Quibble");
  assert.deepEqual(now.identifiers, [...lists.identifiers, ...others.identifiers]);
  assert.deepEqual(now.contacts, others.contacts);
  assert.deepEqual(now.coverages, [...lists.coverages, ...others.coverages]);
  const gone = await get(merged.id);
  assert.equal(gone.statusCode, 200);
  assert.deepEqual([gone.json().status, gone.json().mergedInto], ["merged", survivor.id]);
  assert.match(String(gone.headers.etag), new RegExp(survivor.id));
  assert.equal(billing.accounts.get(survivor.id)?.balanceMinor, 700n);

  const listed = async (query: string) =>
    (await app.inject({ method: "GET", url: `/api/patients?limit=200${query}`, headers: admin }))
      .json()
      .data.map((each: Patient) => each.id);
  assert.ok(!(await listed("")).includes(merged.id));
  assert.ok((await listed("&status=merged")).includes(merged.id));
  const search = async (body: object) => (await send("search", body)).json().data;
  const byMrn = await search({ mrn: merged.mrn });
  assert.deepEqual(
    byMrn.map((hit: { patient: Patient }) => [hit.patient.id, hit.patient.mergedInto]),
    [[merged.id, survivor.id]],
  );
  const [byNumber] = await search({ identifier: others.identifiers[0] });
  assert.equal(byNumber.patient.id, survivor.id);
  const both = await search({ q: "Quibble" });
  assert.deepEqual(
    both.map((hit: { patient: Patient }) => hit.patient.id),
    [survivor.id],
  );

  const history = async (of: string) => (await get(`${of}/history`)).json().data;
  const [newest] = await history(survivor.id);
  assert.deepEqual([newest.change, newest.patient.status], ["merged", "active"]);
  assert.ok(newest.changed.includes("/phoneNumber"));
  assert.deepEqual((await history(merged.id))[0].changed, ["/status"]);
  const events = await eventsOf(service, merged.id, 2);
  assert.deepEqual(
    events.map(({ type }) => type),
    ["PatientCreated", "PatientMerged"],
  );
  assert.deepEqual(
    (await eventsOf(service, survivor.id, 2)).map(({ type }) => type),
    ["PatientCreated", "PatientUpdated"],
  );
  const list = (await get(`merges?patientId=${merged.id}`)).json().data;
  assert.deepEqual(
    list.map((each: PatientMerge) => each.id),
    [id],
  );
});

test("what is written to a merged record is refused with the name of the survivor", async () => {
  const [survivor, merged] = await two();
  await merge(survivor, merged);
  const headers = { ...admin, "if-match": '"v2"' };
  const url = `/api/patients/${merged.id}`;
  const tries = [
    await app.inject({ method: "PATCH", url, headers, payload: { firstName: "Jo" } }),
    await app.inject({ method: "DELETE", url, headers }),
    await app.inject({ method: "POST", url: `${url}/restore`, headers }),
    await requestMerge({ ...merged, version: 2 }, survivor),
    await requestMerge({ ...survivor, version: 2 }, merged),
  ];
  for (const answer of tries) {
    assert.equal(answer.statusCode, 409, answer.body);
    assert.match(answer.json().detail, new RegExp(survivor.id));
  }
});

test("undoing restores both, keeps what was changed since, and reopens the pair", async () => {
  const [survivor, merged] = await two(
    { email: undefined },
    { ...others, identifiers: [{ system: "c", value: randomUUID() }] },
  );
  owe(merged, 50n);
  const { id } = await merge(survivor, merged, { fields: {} });
  const changed = await app.inject({
    method: "PATCH",
    url: `/api/patients/${survivor.id}`,
    headers: { ...admin, "if-match": '"v2"' },
    payload: { preferredLanguage: "de", coverages: [...others.coverages, { payer: "New" }] },
  });
  assert.equal(changed.statusCode, 200, changed.body);
  const answer = await send(`merges/${id}/undo`, { dryRun: true });
  const seen: UndoPreview = answer.json();
  assert.deepEqual(
    [seen.restored, seen.kept, seen.problems],
    [["contacts", "coverages", "email", "identifiers"], [], []],
  );
  assert.equal((await undo(id)).status, "undone");
  const now = await patient(survivor.id);
  assert.equal(now.version, 4);
  assert.deepEqual(written(now), { ...written(survivor), preferredLanguage: "de", coverages: [{ payer: "New" }] });
  assert.deepEqual(written(await patient(merged.id)), written(merged));
  assert.equal(billing.accounts.get(merged.id)?.balanceMinor, 50n);
  assert.equal(billing.accounts.get(merged.id)?.status, AccountStatus.ACTIVE);
  const hits = (await send("search", { identifier: merged.identifiers?.[0] })).json().data;
  assert.deepEqual(
    hits.map((hit: { patient: Patient }) => hit.patient.id),
    [merged.id],
  );
  const events = await eventsOf(service, merged.id, 3);
  assert.deepEqual(
    events.map(({ type }) => type),
    ["PatientCreated", "PatientMerged", "PatientUnmerged"],
  );
  assert.equal((await send(`merges/${id}/undo`, { reason: "again" })).statusCode, 409);
  const again = await merge(now, await patient(merged.id));
  assert.notEqual(again.id, id);
});

test("A into B into C: A points to C, each goes back only from the end, and no circle comes about", async () => {
  const [a, b] = await two();
  const c = await register(service, admin);
  const first = await merge(b, a);
  const second = await merge(c, { ...b, version: 2 });
  assert.equal((await patient(a.id)).mergedInto, c.id);
  assert.equal((await requestMerge({ ...a, version: 2 }, c)).statusCode, 409);
  const early = await send(`merges/${first.id}/undo`, { reason: "no" });
  assert.equal(early.statusCode, 409);
  assert.match(early.json().detail, new RegExp(second.id));
  await undo(second.id);
  assert.equal((await patient(a.id)).mergedInto, b.id);
  await undo(first.id);
  for (const before of [a, b, c]) assert.deepEqual(written(await patient(before.id)), written(before));
});

test("both directions and the same at once: one merge is, and no key does anything twice", async () => {
  const [a, b] = await two();
  const key = { "idempotency-key": randomUUID() };
  const answers = await Promise.all([
    requestMerge(a, b, {}, key),
    requestMerge(b, a),
    requestMerge(a, b, {}, key),
    requestMerge(b, a),
  ]);
  const begun = answers.filter(({ statusCode }) => statusCode === 202).map((answer) => answer.json().id);
  assert.equal(new Set(begun).size, 1, JSON.stringify(answers.map(({ body }) => body)));
  for (const { statusCode } of answers) assert.ok([202, 409, 412].includes(statusCode));
  assert.equal((await ended(begun[0])).status, "done");
  const statuses = [(await patient(a.id)).status, (await patient(b.id)).status].sort();
  assert.deepEqual(statuses, ["active", "merged"]);
});

test("while billing is down the merge waits, nothing else is done to the records, and it goes on by itself", async () => {
  const [survivor, merged] = await two();
  await billing.stop();
  const seen = await preview(survivor, merged);
  assert.equal(seen.billing, undefined);
  const answer = await requestMerge(survivor, merged);
  assert.equal(answer.statusCode, 202, answer.body);
  const waiting = (await get(`merges/${answer.json().id}`)).json();
  assert.deepEqual([waiting.status, waiting.step], ["running", "billing"]);
  assert.equal((await patient(merged.id)).status, "active");
  const write = (of: Patient) =>
    app.inject({
      method: "PATCH",
      url: `/api/patients/${of.id}`,
      headers: { ...admin, "if-match": '"v1"' },
      payload: { sex: "male" },
    });
  for (const each of [survivor, merged]) assert.equal((await write(each)).statusCode, 409);
  assert.equal((await requestMerge(survivor, merged)).statusCode, 409);
  await billing.start();
  assert.equal((await ended(answer.json().id)).status, "done");
  assert.equal((await patient(merged.id)).mergedInto, survivor.id);
});

test("what billing refuses is given up, and both records are as they were", async () => {
  const [survivor, merged] = await two();
  billing.refuseMerges = "The accounts are kept in two currencies.";
  assert.deepEqual((await preview(survivor, merged)).problems, [billing.refuseMerges]);
  assert.equal((await requestMerge(survivor, merged)).statusCode, 409);
  // Refused only once it has begun.
  await billing.stop();
  const answer = await requestMerge(survivor, merged);
  await billing.start();
  const failed = await ended(answer.json().id);
  billing.refuseMerges = "";
  assert.deepEqual([failed.status, failed.problem], ["failed", "The accounts are kept in two currencies."]);
  for (const before of [survivor, merged]) assert.deepEqual(await patient(before.id), before);
  const { id } = await merge(survivor, merged);
  await billing.stop();
  await send(`merges/${id}/undo`, { reason: "no" });
  billing.refuseUnmerges = "The account is closed.";
  await billing.start();
  const kept = await ended(id);
  billing.refuseUnmerges = "";
  assert.deepEqual([kept.status, kept.problem], ["done", "The account is closed."]);
  assert.equal((await patient(merged.id)).status, "merged");
  assert.equal((await undo(id)).status, "undone");
});

test("an account that is pending is waited for", async () => {
  const survivor = await register(service, admin);
  await billing.stop();
  const merged = await register(service, admin);
  assert.equal(merged.billing.status, "pending");
  const answer = await requestMerge(survivor, merged);
  assert.equal(answer.statusCode, 202, answer.body);
  await billing.start();
  assert.equal((await ended(answer.json().id)).status, "done");
});

test("versions, reach, rights, reasons and what a person has decided are kept", async () => {
  const [survivor, merged] = await two();
  const elsewhere = await register(service, admin, { facilityId: facilityB });
  const url = `/api/patients/${survivor.id}/merge`;
  const payload = { mergedId: merged.id, reason: "one" };
  const by = (headers: object, body: object = payload) =>
    app.inject({ method: "POST", url, headers: { ...headers }, payload: body });
  const current = { "if-match": '"v1"' };
  assert.equal((await by({ ...clerkOfA, ...current })).statusCode, 403);
  assert.equal((await by(current)).statusCode, 401);
  assert.equal((await by(admin)).statusCode, 428);
  assert.equal((await by({ ...admin, "if-match": '"v2"' })).statusCode, 412);
  assert.equal((await by({ ...admin, ...current }, { ...payload, mergedVersion: 2 })).statusCode, 412);
  assert.equal((await by({ ...admin, ...current }, { mergedId: merged.id })).statusCode, 400, "no reason");
  assert.equal((await by({ ...admin, ...current }, { ...payload, mergedId: survivor.id })).statusCode, 400);
  assert.equal((await by({ ...admin, ...current }, { ...payload, fields: { maidenName: "merged" } })).statusCode, 400);
  assert.equal((await by({ ...admin, ...current }, { ...payload, fields: { mrn: "merged" } })).statusCode, 400);
  assert.equal((await by({ ...adminOfA, ...current }, { ...payload, mergedId: elsewhere.id })).statusCode, 404);
  assert.equal((await by({ ...admin, ...current }, { ...payload, mergedId: randomUUID() })).statusCode, 404);
  const across = await merge(survivor, elsewhere);
  assert.equal((await get(`merges/${across.id}`, adminOfA)).statusCode, 404);
  await undo(across.id);

  const { matchModel, phoneCountry, now } = deps;
  const comparing = { phoneCountry, model: await matchModel.current(), at: now() };
  await commit(deps, async (tx) => {
    await comparePatients(tx, await patientsToCompare(tx, [survivor.id, merged.id]), comparing, { earlier: false });
  });
  const pairs = async (status: string) =>
    (await get(`duplicates?status=${status}&patientId=${merged.id}`))
      .json()
      .data.filter(({ patientIds }: { patientIds: string[] }) => patientIds.includes(survivor.id));
  const [pair] = await pairs("open");
  await send(`duplicates/${pair.id}/dismiss`, { reason: "twin" });
  const restored = await patient(survivor.id);
  const refused = await requestMerge(restored, merged);
  assert.equal(refused.statusCode, 409);
  assert.match(refused.json().detail, new RegExp(pair.id));
  await send(`duplicates/${pair.id}/reopen`, {});
  const { id } = await merge(restored, merged);
  assert.equal((await pairs("merged")).length, 1);
  await undo(id);
  assert.equal((await pairs("open")).length, 1);
});

test("what was decided of a record counts for its survivor, and its other pairs go with it", async () => {
  const lastName = "Zwetschge";
  const [first, second] = await two({ lastName }, { lastName });
  const third = await register(service, admin, { lastName });
  const { matchModel, phoneCountry, now } = deps;
  const comparing = { phoneCountry, model: await matchModel.current(), at: now() };
  const compare = (...patients: Patient[]) =>
    commit(deps, async (tx) => {
      const ids = patients.map(({ id }) => id);
      await comparePatients(tx, await patientsToCompare(tx, ids), comparing, { earlier: false });
    });
  const openOf = async ({ id }: Patient): Promise<{ id: string; patientIds: string[] }[]> =>
    (await get(`duplicates?patientId=${id}`)).json().data;
  await compare(first, second, third);
  const apart = (await openOf(third)).find(({ patientIds }) => patientIds.includes(second.id));
  await send(`duplicates/${apart?.id}/dismiss`, { reason: "twin" });
  await merge(first, second);
  assert.deepEqual(await openOf(second), [], "nobody is asked of a record that stands for nobody");
  const survivor = await patient(first.id);
  const seen = await preview(survivor, third);
  assert.match(seen.problems[0] ?? "", /two persons/);
  assert.equal((await requestMerge(survivor, third)).statusCode, 409);
  await compare(first, second, third);
  const asked = (await openOf(third)).filter(({ patientIds }) => patientIds.includes(first.id));
  assert.deepEqual(asked, [], "nor of the survivor again");
});

test("a user's own record goes along; two users are refused", async () => {
  const register = async (userId: string) => {
    const headers = await trust.as({ id: userId, roles: ["patient"], facilities: [], defaultFacilityId: facilityA });
    const answer = await app.inject({
      method: "POST",
      url: "/api/patients",
      headers,
      payload: { firstName: "Own", lastName: "Record", dateOfBirth: "1990-01-01" },
    });
    assert.equal(answer.statusCode, 201, answer.body);
    return { own: answer.json() as Patient, headers };
  };
  const [one, other] = [await register(randomUUID()), await register(randomUUID())];
  const seen = await preview(one.own, other.own);
  assert.deepEqual([seen.users.survivor.length, seen.users.merged.length], [1, 1]);
  assert.ok(seen.problems.length > 0);
  assert.equal((await requestMerge(one.own, other.own)).statusCode, 409);
  const [survivor] = await two();
  // Whom an administrator has linked counts as well, and one user on both sides is one person.
  const [third, fourth] = await two();
  const [someone, another] = [randomUUID(), randomUUID()];
  service.auth.users.push({ userId: someone, patientId: third.id }, { userId: another, patientId: fourth.id });
  assert.equal((await requestMerge(third, fourth)).statusCode, 409);
  service.auth.users.push({ userId: someone, patientId: fourth.id });
  service.auth.users = service.auth.users.filter(({ userId }) => userId !== another);
  assert.deepEqual((await preview(third, fourth)).users, { survivor: [someone], merged: [someone] });
  await merge(third, fourth);
  const linked = await trust.as({ id: randomUUID(), roles: ["patient"], facilities: [], patientId: one.own.id });
  assert.equal((await get(survivor.id, one.headers)).statusCode, 404);
  const { id } = await merge(survivor, one.own);
  for (const headers of [one.headers, linked]) assert.equal((await get(survivor.id, headers)).statusCode, 200);
  await undo(id);
  for (const headers of [one.headers, linked]) {
    assert.equal((await get(survivor.id, headers)).statusCode, 404);
    assert.equal((await get(one.own.id, headers)).json().status, "active");
  }
});

test("who asked and who undid it stand in the audit of both records", async () => {
  const [survivor, merged] = await two();
  const answer = await requestMerge(survivor, merged);
  const requested = (await auditOf(service, answer)).filter(({ action }) => action === "patient.merge-request");
  assert.deepEqual(requested.map(({ patientId }) => patientId).sort(), [survivor.id, merged.id].sort());
  await ended(answer.json().id);
  const done = await until("the merge is audited", async () => {
    const found = (await auditOf(service, answer)).filter(({ action }) => action === "patient.merge");
    return found.length === 2 && found;
  });
  assert.ok(
    done.every(({ details, actorId }) => details.merge === answer.json().id && actorId === requested[0]?.actorId),
  );
});
