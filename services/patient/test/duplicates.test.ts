import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { eventCodecs } from "@pms/contracts/events/events";
import type { DuplicatePair, MatchCandidate } from "@pms/contracts/patients/matching";
import type { Patient } from "@pms/contracts/patients/patient";
import { commit } from "@pms/kit/events/commit";
import { until } from "@pms/kit/testing/until";
import { comparePatients } from "../src/duplicates/compare-patients.ts";
import { patientsToCompare } from "../src/duplicates/store/scans.ts";
import { startPatientService } from "./support/patient-service.ts";
import { auditOf, eventsOf } from "./support/requests.ts";

const service = await startPatientService({ after });
const { app, deps, trust, facilityA, facilityB } = service;
const admin = await trust.as({ roles: ["admin"], defaultFacilityId: facilityA });
const clerkOfA = await trust.as({ facilities: [facilityA], defaultFacilityId: facilityA });
const clerkOfB = await trust.as({ facilities: [facilityB], defaultFacilityId: facilityB });
type Headers = Record<string, string>;

const home = { street: "12 Tullaroop Street", city: "Willaroo", state: "WA", zipCode: "40110" };
const ada = { firstName: "Adelheid", lastName: "Zwingli", dateOfBirth: "1961-03-04", address: home };

async function register(body: object, headers: Headers = clerkOfA): Promise<Patient> {
  const answer = await app.inject({ method: "POST", url: "/api/patients", headers, payload: { ...ada, ...body } });
  assert.equal(answer.statusCode, 201, answer.body);
  return answer.json();
}
/** As the consumer of the events does. */
async function compare(...patients: Patient[]): Promise<void> {
  const { matchModel, phoneCountry, now } = deps;
  const comparing = { phoneCountry, model: await matchModel.current(), at: now() };
  await commit(deps, async (tx) => {
    const rows = await patientsToCompare(
      tx,
      patients.map(({ id }) => id),
    );
    await comparePatients(tx, rows, comparing, { earlier: false });
  });
}
async function match(payload: object, headers: Headers = clerkOfA): Promise<MatchCandidate[]> {
  const answer = await app.inject({ method: "POST", url: "/api/patients/match", headers, payload });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json().candidates;
}
async function list(query = "", headers: Headers = clerkOfA): Promise<DuplicatePair[]> {
  const answer = await app.inject({ method: "GET", url: `/api/patients/duplicates?${query}`, headers });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json().data;
}
const between = (pairs: readonly DuplicatePair[], a: Patient, b: Patient) =>
  pairs.find(({ patientIds }) => [a.id, b.id].every((id) => patientIds.includes(id)));
const act = (pair: DuplicatePair, verb: string, payload?: object, headers: Headers = clerkOfA) =>
  app.inject({
    method: "POST",
    url: `/api/patients/duplicates/${pair.id}/${verb}`,
    headers,
    ...(payload && { payload }),
  });

const first = await register({ identifiers: [{ system: "chart", value: "1234567" }], phoneNumber: "617-555-0199" });
await compare(first);
/** Registered in the test of pairs, so that it is found by no match before. */
let second: Patient;

test("who is described again is found, certain where nothing speaks against it, with what agrees", async () => {
  const [same] = await match(ada);
  assert.equal(same?.patient.id, first.id);
  assert.equal(same.grade, "certain");
  assert.ok(same.probability > 0.999);
  const outcomes = Object.fromEntries(same.fields.map(({ field, outcome }) => [field, outcome]));
  assert.equal(outcomes.firstName, "same");
  assert.equal(outcomes.street, "same");
  assert.equal(outcomes.email, "missing");
  assert.ok(same.fields.every(({ outcome, weight }) => outcome !== "missing" || weight === 0));
});

test("slips of the pen do not hide anybody", async () => {
  const slips: object[] = [
    { ...ada, firstName: "Adelhied" },
    { ...ada, lastName: "Zwinglli" },
    { ...ada, dateOfBirth: "1961-04-03" },
    { ...ada, firstName: "Zwingli", lastName: "Adelheid" },
    { ...ada, firstName: "ADELHÉID", address: { ...home, street: "12 tullaroop st" } },
    { lastName: "Zwingli", firstName: "Adelheid", phoneNumber: "(617) 555 0199" },
    { identifiers: [{ system: "chart", value: "1234567" }], lastName: "Zwingli" },
  ];
  for (const described of slips) {
    const [found] = await match(described);
    assert.equal(found?.patient.id, first.id, JSON.stringify(described));
    assert.notEqual(found.grade, "possible", JSON.stringify(described));
  }
});

test("a household is not one person: twins, parents and children with one name, brothers are never certain", async () => {
  const others: [object, string][] = [
    [{ ...ada, firstName: "Berta" }, "a twin"],
    [{ ...ada, firstName: "Adelheit", multipleBirth: undefined }, "a twin with almost the same name"],
    [{ ...ada, dateOfBirth: "1990-07-12" }, "a daughter with the same name"],
    [{ ...ada, firstName: "Konrad", dateOfBirth: "1963-09-30" }, "a brother"],
  ];
  for (const [described, who] of others)
    for (const { grade } of await match(described)) assert.notEqual(grade, "certain", who);
  const [daughter] = await match({ ...ada, dateOfBirth: "1990-07-12" });
  assert.ok(!daughter || daughter.grade === "possible" || daughter.probability < 0.9, JSON.stringify(daughter));
});

test("nobody is named out of the caller's reach, nor for nothing", async () => {
  assert.deepEqual(await match(ada, clerkOfB), []);
  const strangers = { firstName: "Jo", lastName: "Nobody", dateOfBirth: "2001-01-01" };
  assert.deepEqual(await match(strangers), []);
  for (const nothing of [{}, { sex: "female" }, { limit: 3 }, { firstName: "" }]) {
    const answer = await app.inject({
      method: "POST",
      url: "/api/patients/match",
      headers: clerkOfA,
      payload: nothing,
    });
    assert.equal(answer.statusCode, 400, JSON.stringify(nothing));
  }
});

test("a pair is found, assigned, dismissed for ever, and reopened by a person alone", async () => {
  second = await register({ firstName: "Adelhied", phoneNumber: "617-555-0199" });
  await compare(second);
  const pair = between(await list(), first, second);
  assert.ok(pair);
  assert.equal(pair.status, "open");
  assert.deepEqual(
    pair.patients.map(({ id }) => id),
    pair.patientIds,
  );
  assert.deepEqual(await list("", clerkOfB), [], "out of reach");
  assert.equal((await act(pair, "dismiss", { reason: "twin" }, clerkOfB)).statusCode, 404);
  const userId = randomUUID();
  assert.equal((await act(pair, "assign", { userId })).json().assignedTo, userId);
  assert.equal(between(await list(`assignedTo=${userId}`), first, second)?.id, pair.id);
  assert.equal((await act(pair, "assign", { userId: null })).json().assignedTo, undefined);
  const dismissed = (await act(pair, "dismiss", { reason: "twin", note: "both were here" })).json();
  assert.equal(dismissed.status, "dismissed");
  assert.equal(dismissed.note, "both were here");
  await compare(first, second);
  assert.equal(between(await list(), first, second), undefined);
  assert.ok(between(await list("status=dismissed"), first, second));
  assert.equal((await act(pair, "assign", { userId })).statusCode, 409);
  assert.equal((await act(pair, "reopen")).json().status, "open");
  assert.equal((await act(pair, "reopen")).statusCode, 409);
});

test("a record that is corrected leaves the pairs that it was in", async () => {
  const third = await register({ firstName: "Adelheyd" });
  await compare(third);
  assert.ok(between(await list(), first, third));
  const patched = await app.inject({
    method: "PATCH",
    url: `/api/patients/${third.id}`,
    headers: { ...clerkOfA, "if-match": '"v1"' },
    payload: { firstName: "Konrad", lastName: "Other", dateOfBirth: "2004-05-06", address: null },
  });
  assert.equal(patched.statusCode, 200, patched.body);
  await compare(third);
  assert.equal(between(await list(), first, third), undefined);
});

test("a scan of the whole base finds what was there before, once, and goes on where it stopped", async () => {
  const [a, b] = [await register({ lastName: "Zuber" }, clerkOfB), await register({ lastName: "Zuber" }, clerkOfB)];
  const start = () => app.inject({ method: "POST", url: "/api/patients/duplicates/scan", headers: admin });
  const [one, two] = await Promise.all([start(), start()]);
  assert.equal(one.statusCode, 202, one.body);
  assert.equal(one.json().id, two.json().id, "one at a time");
  await until("the scan has ended", async () => {
    const answer = await app.inject({
      method: "GET",
      url: `/api/patients/duplicates/scans/${one.json().id}`,
      headers: admin,
    });
    return answer.json().status === "done";
  });
  assert.equal(between(await list("", clerkOfB), a, b)?.grade, "certain");
  assert.ok(between(await list(), first, second), "what was known stays");
  assert.equal(
    (await app.inject({ method: "POST", url: "/api/patients/duplicates/scan", headers: clerkOfA })).statusCode,
    403,
  );
});

test("pages follow each other without gap or repetition, in each order", async () => {
  for (let count = 0; count < 4; count += 1) await compare(await register({ firstName: "Adelhaid" }));
  const all = await list("limit=200", admin);
  assert.ok(all.length >= 5);
  for (const sort of ["-probability", "detectedAt", "-detectedAt"]) {
    const ids: string[] = [];
    for (let cursor = ""; ; ) {
      const url = `/api/patients/duplicates?limit=2&sort=${sort}${cursor && `&cursor=${cursor}`}`;
      const { data, page } = (await app.inject({ method: "GET", url, headers: admin })).json();
      ids.push(...data.map(({ id }: DuplicatePair) => id));
      if (!page.nextCursor) break;
      cursor = encodeURIComponent(page.nextCursor);
    }
    assert.deepEqual(ids.toSorted(), all.map(({ id }) => id).toSorted(), sort);
    assert.equal(new Set(ids).size, ids.length);
  }
});

const request = (method: "GET" | "POST", url: string, headers: Headers, payload?: object) =>
  app.inject({ method, url: `/api/patients${url}`, headers, ...(payload && { payload }) });

test("registering over somebody certain asks for a reason where one asks to be stopped, and is told apart for ever", async () => {
  const person = { ...ada, lastName: "Quendler", address: { ...home, city: "Quilpie", zipCode: "44801" } };
  const known = await register(person);
  await compare(known);
  const plain = await request("POST", "", clerkOfA, person);
  assert.equal(plain.statusCode, 201, "the flat body is what it was");
  const stopped = await request("POST", "", clerkOfA, { ...person, checkDuplicates: true });
  assert.equal(stopped.statusCode, 422, stopped.body);
  assert.deepEqual(
    [stopped.json().type, stopped.json().confirm],
    ["/problems/confirmation-required", ["differsBecause"]],
  );
  const elsewhere = await request("POST", "", clerkOfB, { ...person, checkDuplicates: true });
  assert.equal(elsewhere.statusCode, 201, "who is out of reach is not told of");
  const key = { "idempotency-key": randomUUID() };
  const said = { ...person, checkDuplicates: true, differsBecause: "twin" };
  const answer = await app.inject({
    method: "POST",
    url: "/api/patients",
    headers: { ...clerkOfA, ...key },
    payload: said,
  });
  assert.equal(answer.statusCode, 201, answer.body);
  const twin: Patient = answer.json();
  assert.equal("checkDuplicates" in twin, false);
  const [created] = (await auditOf(service, answer)).filter(({ action }) => action === "patient.create");
  assert.equal(created?.details.differsBecause, "twin");
  assert.ok(created.details.resembles?.includes(known.id));
  await compare(twin, known);
  assert.equal(between(await list(`patientId=${known.id}`), known, twin), undefined);
  assert.equal(between(await list(`patientId=${known.id}&status=dismissed`), known, twin)?.reason, "twin");
});

test("who was registered a moment ago is found before anybody has compared them", async () => {
  const person = { ...ada, lastName: "Quadflieg", dateOfBirth: "1933-03-03" };
  const just = await register(person);
  assert.equal((await match(person))[0]?.patient.id, just.id);
});

test("a registration that is sent again is answered as before, although it is its own look-alike by now", async () => {
  const person = { ...ada, lastName: "Quellmalz", checkDuplicates: true };
  const headers = { ...clerkOfA, "idempotency-key": randomUUID() };
  const send = () => app.inject({ method: "POST", url: "/api/patients", headers, payload: person });
  const first = await send();
  assert.equal(first.statusCode, 201, first.body);
  await compare(first.json());
  const again = await send();
  assert.deepEqual([again.statusCode, again.json().id], [201, first.json().id]);
});

test("three records that look like one person's are a cluster, for who may see them", async () => {
  const names = ["Adelheid", "Adelheit", "Adelhaid"];
  const quast = { lastName: "Quastenberg", dateOfBirth: "1948-11-23", address: { ...home, street: "7 Quast Lane" } };
  const three: Patient[] = [];
  for (const firstName of names) three.push(await register({ ...quast, firstName }));
  await compare(...three);
  const pairs = await list(`patientId=${three[0]?.id}`);
  const ids = three.map(({ id }) => id).sort();
  for (const pair of pairs)
    assert.deepEqual(pair.cluster, { id: ids[0], patientIds: ids }, JSON.stringify(pair.fields));
  assert.ok(pairs.length >= 2);
  const [a, b] = [await register({ lastName: "Quitzow" }), await register({ lastName: "Quitzow" })];
  await compare(a, b);
  assert.equal(between(await list(`patientId=${a.id}`), a, b)?.cluster, undefined, "two are a pair");
});

test("pairs that are more than possible are told as they are found, decided and gone", async () => {
  const [a, b] = [await register({ lastName: "Quirrenbach" }), await register({ lastName: "Quirrenbach" })];
  await compare(a, b);
  const pair = between(await list(`patientId=${a.id}`), a, b);
  assert.ok(pair);
  await act(pair, "dismiss", { reason: "twin" });
  await act(pair, "reopen");
  const told = await eventsOf(service, pair.id, 3);
  const events = told.map(({ payload }) => eventCodecs.DuplicatePairChanged.decode(payload));
  assert.deepEqual(
    events.map(({ status, version, grade }) => [status, version, grade]),
    [
      ["open", 1n, "certain"],
      ["dismissed", 2n, "certain"],
      ["open", 3n, "certain"],
    ],
  );
  assert.deepEqual([events[0]?.lowPatientId, events[0]?.highPatientId], pair.patientIds);
});
