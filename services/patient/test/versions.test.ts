/** What is made of the history: differences in words, the record as of an instant, a version that stands again. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import type { Patient } from "@pms/contracts/patients/patient";
import { readReasonFields } from "../src/changes/reason-fields.ts";
import { startPatientService } from "./support/patient-service.ts";
import { auditOf, register } from "./support/requests.ts";

const service = await startPatientService({ after });
const { app, trust, facilityA, facilityB } = service;
const desk = await trust.as({ facilities: [facilityA, facilityB], defaultFacilityId: facilityA });

const get = (path: string, who: object = desk) => app.inject({ url: `/api/patients/${path}`, headers: { ...who } });
async function patch(id: string, version: number, payload: object): Promise<Patient> {
  const headers = { ...desk, "if-match": `"v${version}"` };
  const answer = await app.inject({ method: "PATCH", url: `/api/patients/${id}`, headers, payload });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
}
type Restoring = { etag?: string; key?: string; who?: object; reason?: string };
const restore = (id: string, version: number, { etag = '"v3"', key, who = desk, ...body }: Restoring = {}) =>
  app.inject({
    method: "POST",
    url: `/api/patients/${id}/history/${version}/restore`,
    headers: { ...who, "if-match": etag, ...(key && { "idempotency-key": key }) },
    payload: body,
  });

test("two versions differ in words, field by field and row by row, in either order", async () => {
  const contacts = [
    { name: "Eve Ruiz", relationship: "mother" },
    { name: "Luis Ruiz", relationship: "son" },
  ];
  const { id } = await register(service, desk, { phoneNumber: "555-0100", contacts, sex: "female" });
  await patch(id, 1, { phoneNumber: "555-0199", address: { city: null, state: "NY" } });
  await patch(id, 2, {
    sex: null,
    pronouns: "she/her",
    contacts: [contacts[1], { name: "Bo", relationship: "friend" }],
  });
  const words = async (from: number, to: number) => {
    const answer = await get(`${id}/history/${from}/diff/${to}`);
    assert.equal(answer.statusCode, 200, answer.body);
    const { differences, ...of } = answer.json();
    assert.deepEqual(of, { from, to });
    return differences.map((each: { words: string }) => each.words).sort();
  };
  assert.deepEqual(await words(1, 2), [
    "City removed, was Los Angeles",
    "Phone number changed from 555-0100 to 555-0199",
    "State changed from LA4 to NY",
  ]);
  assert.deepEqual(await words(3, 2), [
    "Contacts: changed from Bo, friend to Eve Ruiz, mother",
    "Pronouns removed, was she/her",
    "Sex set to female",
  ]);
  assert.equal((await words(1, 3)).length, 6);
  assert.deepEqual(await words(2, 2), []);
  for (const path of ["1/diff/4", "0/diff/1", "1/diff/x"])
    assert.ok([400, 404].includes((await get(`${id}/history/${path}`)).statusCode), path);
  const elsewhere = await trust.as({ facilities: [randomUUID()] });
  const refused = await get(`${id}/history/1/diff/2`, elsewhere);
  assert.equal(refused.statusCode, 404);
  assert.deepEqual(
    (await auditOf(service, refused)).map(({ action, outcome }) => [action, outcome]),
    [["patient.history", "refused"]],
  );
});

test("the record as of an instant is what stood then, and there is none before it was registered", async () => {
  const first = await register(service, desk);
  const second = await patch(first.id, 1, { lastName: "Later" });
  const asOf = (instant: string) => get(`${first.id}?asOf=${encodeURIComponent(instant)}`);
  const before = await asOf(new Date(Date.parse(second.updatedAt) - 1).toISOString());
  assert.deepEqual([before.json(), before.headers.etag], [first, '"v1"']);
  const shifted = new Date(Date.parse(second.updatedAt) + 3_600_000).toISOString().replace("Z", "+01:00");
  assert.deepEqual((await asOf(shifted)).json(), second);
  assert.deepEqual((await asOf("2999-01-01T00:00:00Z")).json(), second);
  assert.equal((await asOf(new Date(Date.parse(first.createdAt) - 1).toISOString())).statusCode, 404);
  for (const wrong of ["", "yesterday", "2026-01-01", "2026-02-30T00:00:00Z"])
    assert.equal((await asOf(wrong)).statusCode, 400, wrong);
  const stale = { ...desk, "if-match": String(before.headers.etag) };
  const url = `/api/patients/${first.id}`;
  const change = await app.inject({ method: "PATCH", url, headers: stale, payload: { lastName: "X" } });
  assert.equal(change.statusCode, 412, "what stood then is no ground to change what stands now");
});

test("a version stands again as a new one: who, why, from which; the facility stays", async () => {
  const identifiers = [{ system: "urn:test", value: randomUUID() }];
  const first = await register(service, desk, { identifiers, sex: "female" });
  await patch(first.id, 1, { lastName: "Wrong", sex: null, identifiers: null });
  await patch(first.id, 2, { facilityId: facilityB });
  const key = randomUUID();
  const answer = await restore(first.id, 1, { reason: "taken for somebody else", key });
  assert.equal(answer.statusCode, 200, answer.body);
  assert.equal(answer.headers.etag, '"v4"');
  const { version, updatedAt, facilityId, ...rest } = answer.json();
  const { version: _one, updatedAt: _then, facilityId: _there, ...original } = first;
  assert.deepEqual([rest, facilityId], [original, facilityB]);
  const entry = (await get(`${first.id}/history/4`)).json();
  assert.deepEqual(
    [entry.change, entry.changed, entry.reason, entry.restoredFrom],
    ["updated", ["/identifiers", "/lastName", "/sex"], "taken for somebody else", 1],
  );
  const audits = await auditOf(service, answer);
  assert.deepEqual(
    audits.map(({ action }) => action),
    ["patient.update"],
  );
  assert.ok(!JSON.stringify(audits).includes("somebody"), "the reason is a text that somebody wrote");
  const again = await restore(first.id, 1, { reason: "taken for somebody else", key });
  assert.deepEqual([again.json(), again.headers["idempotency-replayed"]], [answer.json(), "true"]);
  assert.equal((await get(first.id)).json().version, 4);
  const nothing = await restore(first.id, 1, { etag: '"v4"' });
  assert.deepEqual([nothing.statusCode, nothing.json().version], [200, 4], "nothing differs, so there is no version");
});

test("a version stands again only under the rules of any change", async () => {
  const value = randomUUID();
  const { id } = await register(service, desk, { identifiers: [{ system: "urn:test", value }] });
  await patch(id, 1, { identifiers: null });
  await patch(id, 2, { lastName: "Other" });
  await register(service, desk, { identifiers: [{ system: "urn:test", value }] });
  assert.equal((await restore(id, 1)).statusCode, 409, "its identifier is another's now");
  assert.equal((await restore(id, 2, { etag: '"v2"' })).statusCode, 412);
  assert.equal((await restore(id, 9)).statusCode, 404);
  assert.equal((await restore(id, 2, { reason: "x".repeat(501) })).statusCode, 400);
  assert.equal((await restore(id, 2, { who: await trust.as({ facilities: [randomUUID()] }) })).statusCode, 404);
  assert.equal(
    (await restore(id, 2, { who: await trust.as({ roles: ["clinician"], facilities: [facilityA] }) })).statusCode,
    403,
  );
  const url = `/api/patients/${id}/history/2/restore`;
  assert.equal((await app.inject({ method: "POST", url, headers: desk, payload: {} })).statusCode, 428);
  await app.inject({ method: "DELETE", url: `/api/patients/${id}`, headers: { ...desk, "if-match": '"v3"' } });
  assert.equal(
    (await restore(id, 2, { etag: '"v4"' })).statusCode,
    409,
    "a record that is put aside is restored first",
  );
});

test("a change says why, and the reason is no part of the record", async () => {
  const { id } = await register(service, desk);
  const changed = await patch(id, 1, { lastName: "Ruiz", reason: "  married  " });
  assert.ok(!("reason" in changed));
  const url = `/api/patients/${id}`;
  const body = { firstName: "John", lastName: "Doe", dateOfBirth: "1990-01-01" };
  const put = await app.inject({
    method: "PUT",
    url,
    headers: { ...desk, "if-match": '"v2"' },
    payload: { ...body, reason: "divorced" },
  });
  assert.equal(put.statusCode, 200, put.body);
  assert.ok(!("reason" in put.json()));
  const { data } = (await get(`${id}/history`)).json();
  assert.deepEqual(
    data.map((entry: { reason?: string }) => entry.reason),
    ["divorced", "married", undefined],
  );
  const only = await patch(id, 3, { reason: "nothing else" });
  assert.equal(only.version, 3, "a reason alone changes nothing");
  assert.deepEqual((await get("reason-fields")).json(), { pointers: ["/lastName", "/dateOfBirth"] });
  assert.deepEqual(readReasonFields("none"), []);
  assert.throws(() => readReasonFields("lastName, surname"), /surname/);
});
