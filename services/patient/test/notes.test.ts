import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import type { Note } from "@pms/contracts/attachments/notes";
import { startPatientService } from "./support/patient-service.ts";
import { auditOf, type Headers, register } from "./support/requests.ts";

const service = await startPatientService({ after });
const { app, trust, facilityA, facilityB, deps } = service;
const at = { facilities: [facilityA], defaultFacilityId: facilityA };
const desk = await trust.as({ ...at, roles: ["front-desk"] });
const clinician = await trust.as({ ...at, roles: ["clinician"] });
const biller = await trust.as({ ...at, roles: ["biller"] });

type Method = "GET" | "POST" | "PATCH" | "DELETE";
type More = { payload?: object; etag?: string; key?: string };
const ask = (who: object, method: Method, path: string, { payload, etag, key }: More = {}) =>
  app.inject({
    method,
    url: `/api/patients/${path}`,
    headers: { ...who, ...(etag && { "if-match": etag }), ...(key && { "idempotency-key": key }) },
    ...(payload && { payload }),
  });

async function write(id: string, who: Headers, payload: object): Promise<Note> {
  const answer = await ask(who, "POST", `${id}/notes`, { payload });
  assert.equal(answer.statusCode, 201, answer.body);
  return answer.json();
}
const textsOf = async (id: string, who: object, query = "") => {
  const { data, page } = (await ask(who, "GET", `${id}/notes?total=true${query}`)).json();
  return { texts: data.map(({ text }: Note) => text), total: page.total };
};

test("a note is written, changed and withdrawn; each version stays with who and when", async () => {
  const { id } = await register(service, desk);
  const created = await ask(desk, "POST", `${id}/notes`, { payload: { text: "  one\n\ttwo  " } });
  assert.equal(created.statusCode, 201, created.body);
  const note: Note = created.json();
  assert.deepEqual([note.text, note.sensitivity, note.status, note.version], ["one\n\ttwo", "normal", "active", 1]);
  assert.equal(created.headers.location, `/api/patients/${id}/notes/${note.id}`);
  assert.equal(created.headers.etag, '"v1"');
  const [audit] = await auditOf(service, created);
  assert.deepEqual(
    [audit?.action, audit?.resourceId, audit?.patientId, audit?.details],
    ["patient.note-create", note.id, id, { version: "1" }],
  );

  const path = `${id}/notes/${note.id}`;
  assert.equal((await ask(desk, "PATCH", path, { payload: { text: "x" } })).statusCode, 428);
  assert.equal((await ask(desk, "PATCH", path, { payload: { text: "x" }, etag: '"v9"' })).statusCode, 412);
  const changed = await ask(clinician, "PATCH", path, { payload: { text: "other" }, etag: '"v1"' });
  assert.deepEqual([changed.statusCode, changed.headers.etag, changed.json().text], [200, '"v2"', "other"]);
  const same = await ask(clinician, "PATCH", path, { payload: { text: "other" }, etag: '"v2"' });
  assert.equal(same.json().version, 2, "nothing changes, so there is no version");
  assert.equal((await ask(desk, "DELETE", path, { etag: '"v2"' })).json().status, "withdrawn");
  assert.equal((await ask(desk, "DELETE", path, { etag: '"v3"' })).statusCode, 409);
  assert.equal((await ask(desk, "PATCH", path, { payload: { text: "again" }, etag: '"v3"' })).statusCode, 409);

  assert.deepEqual(await textsOf(id, desk), { texts: [], total: 0 });
  assert.deepEqual(await textsOf(id, desk, "&status=all"), { texts: ["other"], total: 1 });
  const history = (await ask(biller, "GET", `${path}/history?limit=2&total=true`)).json();
  const rest = (await ask(biller, "GET", `${path}/history?limit=2&cursor=${history.page.nextCursor}`)).json();
  const told = [...history.data, ...rest.data].map(({ version, change, text }) => [version, change, text]);
  assert.deepEqual(told, [
    [3, "withdrawn", "other"],
    [2, "updated", "other"],
    [1, "created", "one\n\ttwo"],
  ]);
  assert.equal(history.page.total, 3);
  assert.ok(history.data[1].by !== rest.data[0].by, "who changed it is another than who wrote it");
});

test("the same request twice writes one note, with another body it is refused (REL-4)", async () => {
  const { id } = await register(service, desk);
  const key = randomUUID();
  const send = (text: string) => ask(desk, "POST", `${id}/notes`, { payload: { text }, key });
  const [one, two] = [await send("once"), await send("once")];
  assert.deepEqual([one.json(), two.headers["idempotency-replayed"]], [two.json(), "true"]);
  assert.equal((await send("twice")).statusCode, 422);
  assert.deepEqual((await textsOf(id, desk)).total, 1);
});

test("of two changes of one version at once, one stands (REL-5)", async () => {
  const { id } = await register(service, desk);
  const note = await write(id, desk, { text: "first" });
  const path = `${id}/notes/${note.id}`;
  const both = await Promise.all(
    ["a", "b"].map((text) => ask(desk, "PATCH", path, { payload: { text }, etag: '"v1"' })),
  );
  assert.deepEqual(both.map(({ statusCode }) => statusCode).sort(), [200, 412]);
});

test("who may not read sensitive notes meets none: no list, count, id, version, and writes none", async () => {
  const { id } = await register(service, desk);
  const open = await write(id, desk, { text: "open" });
  const secret = await write(id, clinician, { text: "secret", sensitivity: "sensitive" });
  const path = `${id}/notes/${secret.id}`;
  assert.deepEqual(await textsOf(id, clinician), { texts: ["secret", "open"], total: 2 });
  for (const who of [desk, biller]) {
    assert.deepEqual(await textsOf(id, who, "&status=all"), { texts: ["open"], total: 1 });
    const nothing = await ask(who, "GET", `${id}/notes/${randomUUID()}`);
    const hidden = await ask(who, "GET", path);
    const { requestId: _one, ...missing } = nothing.json();
    const { requestId: _other, ...refused } = hidden.json();
    assert.deepEqual([hidden.statusCode, refused], [404, missing], "as if there were none");
    const traces = (await auditOf(service, hidden)).map(({ action, outcome }) => [action, outcome]);
    assert.deepEqual(traces, [["patient.read-notes", "refused"]]);
    assert.equal((await ask(who, "GET", `${path}/history`)).statusCode, 404);
  }
  assert.equal((await ask(desk, "PATCH", path, { payload: { text: "x" }, etag: '"v1"' })).statusCode, 404);
  assert.equal((await ask(desk, "DELETE", path, { etag: '"v1"' })).statusCode, 404);
  const refusals = [
    await ask(desk, "POST", `${id}/notes`, { payload: { text: "x", sensitivity: "sensitive" } }),
    await ask(desk, "PATCH", `${id}/notes/${open.id}`, { payload: { sensitivity: "sensitive" }, etag: '"v1"' }),
    await ask(biller, "POST", `${id}/notes`, { payload: { text: "x" } }),
  ];
  assert.deepEqual(
    refusals.map(({ statusCode }) => statusCode),
    [403, 403, 403],
  );
  const lowered = { payload: { sensitivity: "normal" }, etag: '"v1"' };
  assert.equal((await ask(clinician, "PATCH", path, lowered)).statusCode, 422, "a label is never lowered");
  const raised = await ask(clinician, "PATCH", `${id}/notes/${open.id}`, {
    payload: { sensitivity: "sensitive" },
    etag: '"v1"',
  });
  assert.equal(raised.statusCode, 200);
  assert.equal((await auditOf(service, raised))[0]?.action, "patient.sensitive-note-change");
  assert.deepEqual(await textsOf(id, desk, "&status=all"), { texts: [], total: 0 });
  assert.equal((await ask(desk, "GET", `${id}/notes/${open.id}/history`)).statusCode, 404, "its past neither");
});

test("notes are as far as the record, and need a permission of their own (AZ-1, AZ-3)", async () => {
  const { id } = await register(service, desk);
  const note = await write(id, desk, { text: "here" });
  const elsewhere = await trust.as({ facilities: [facilityB], defaultFacilityId: facilityB });
  const self = await trust.as({ roles: ["patient"], facilities: [], patientId: id });
  const stranger = await register(service, elsewhere);
  for (const [who, status] of [
    [elsewhere, 404],
    [self, 403],
    [{}, 401],
  ] as const) {
    assert.equal((await ask(who, "GET", `${id}/notes`)).statusCode, status);
    assert.equal((await ask(who, "GET", `${id}/notes/${note.id}`)).statusCode, status);
    assert.equal((await ask(who, "POST", `${id}/notes`, { payload: { text: "x" } })).statusCode, status);
  }
  const through = `${stranger.id}/notes/${note.id}`;
  assert.equal((await ask(elsewhere, "GET", through)).statusCode, 404, "a record of mine opens no note of another's");
  assert.equal((await ask(elsewhere, "DELETE", through, { etag: '"v1"' })).statusCode, 404);
  const seen = await ask(elsewhere, "GET", `${id}/notes`);
  assert.equal((await auditOf(service, seen))[0]?.outcome, "refused");
});

test("what is no note is refused with its field; a record that is put aside takes none", async () => {
  const patient = await register(service, desk);
  const { id } = patient;
  for (const [payload, pointer] of [
    [{ text: " \n " }, "/text"],
    [{ text: "x".repeat(4_001) }, "/text"],
    [{ text: "a\u202eb" }, "/text"],
    [{}, "/text"],
    [{ text: "x", sensitivity: "secret" }, "/sensitivity"],
    [{ text: "x", author: "me" }, "/author"],
  ] as const) {
    const answer = await ask(desk, "POST", `${id}/notes`, { payload });
    assert.equal(answer.statusCode, 400, answer.body);
    assert.equal(answer.json().errors[0].pointer, pointer);
  }
  assert.equal((await ask(desk, "GET", `${id}/notes?cursor=x`)).statusCode, 400);
  assert.equal((await ask(desk, "DELETE", id, { etag: '"v1"' })).statusCode, 200);
  assert.equal((await ask(desk, "POST", `${id}/notes`, { payload: { text: "x" } })).statusCode, 409);
});

test("the past of a note stays as it was written, whoever asks the database", async () => {
  const { id } = await register(service, desk);
  const note = await write(id, desk, { text: "first" });
  const { pool } = deps.database;
  await assert.rejects(pool.query("UPDATE patient_note_versions SET text = 'x' WHERE note_id = $1", [note.id]));
  await assert.rejects(service.asOwner("DELETE FROM patient_note_versions WHERE note_id = $1", [note.id]));
  await assert.rejects(pool.query("DELETE FROM patient_notes WHERE id = $1", [note.id]));
});

test("notes of a merged record are read at the one that stands for it", async () => {
  const [survivor, merged] = [await register(service, desk), await register(service, desk)];
  const note = await write(merged.id, desk, { text: "of the other" });
  await service.asOwner(
    `UPDATE patients SET status = 'merged', merged_into = $1,
       document = (document::jsonb || '{"status":"merged"}')::json WHERE id = $2`,
    [survivor.id, merged.id],
  );
  assert.deepEqual(await textsOf(survivor.id, desk), { texts: ["of the other"], total: 1 });
  const answer = await ask(desk, "PATCH", `${survivor.id}/notes/${note.id}`, { payload: { text: "y" }, etag: '"v1"' });
  assert.deepEqual([answer.statusCode, answer.json().patientId], [200, merged.id]);
  const there = await ask(desk, "POST", `${merged.id}/notes`, { payload: { text: "x" } });
  assert.equal(there.statusCode, 409);
  assert.ok(there.json().detail.includes(survivor.id));
});
