import assert from "node:assert/strict";
import { hash, randomBytes, randomUUID } from "node:crypto";
import { after, test } from "node:test";
import type { PatientDocument } from "@pms/contracts/attachments/documents";
import { files } from "./support/files.ts";
import { startPatientService } from "./support/patient-service.ts";
import { auditOf, register } from "./support/requests.ts";

const service = await startPatientService({ after });
const { app, trust, facilityA, facilityB, deps } = service;
const desk = await trust.as({ facilities: [facilityA], defaultFacilityId: facilityA });

type Sent = { bytes?: Buffer; type?: string; name?: string; kind?: string; who?: object; headers?: object };
const send = (id: string, { bytes = files.pdf, type = "application/octet-stream", name, kind, ...more }: Sent = {}) =>
  app.inject({
    method: "POST",
    url: `/api/patients/${id}/documents${kind ? `?kind=${kind}` : ""}`,
    headers: {
      ...(more.who ?? desk),
      "content-type": type,
      ...(name && { "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}` }),
      ...more.headers,
    },
    payload: bytes,
  });
const ask = (path: string, who: object = desk, method: "GET" | "DELETE" = "GET", headers: object = {}) =>
  app.inject({ method, url: `/api/patients/${path}`, headers: { ...who, ...headers } });
async function add(id: string, sent?: Sent): Promise<PatientDocument> {
  const answer = await send(id, sent);
  assert.equal(answer.statusCode, 201, answer.body);
  return answer.json();
}

test("a file is stored as it came and given back to be saved, never run", async () => {
  const { id } = await register(service, desk);
  const sent = { bytes: files.pdf, type: "application/pdf", name: "../Ausweis \u202eÑandú.pdf" };
  const answer = await send(id, sent);
  assert.equal(answer.statusCode, 201, answer.body);
  const document: PatientDocument = answer.json();
  const { name, mediaType, sizeBytes, sha256, kind, status, version } = document;
  assert.deepEqual(
    [name, mediaType, sizeBytes, sha256, kind, status, version],
    [
      ...["Ausweis Ñandú.pdf", "application/pdf", files.pdf.byteLength, hash("sha256", files.pdf)],
      ...["document", "active", 1],
    ],
  );
  const path = `${id}/documents/${document.id}`;
  assert.equal(answer.headers.location, `/api/patients/${path}`);
  const content = await ask(`${path}/content`);
  assert.ok(content.rawPayload.equals(files.pdf));
  const { headers } = content;
  assert.equal(headers["content-type"], "application/pdf");
  assert.match(String(headers["content-disposition"]), /^attachment; filename=.*filename\*=UTF-8''Ausweis%20%C3%91and/);
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.match(String(headers["content-security-policy"]), /^sandbox;/);
  assert.equal(headers["cache-control"], "no-store");
  assert.equal((await ask(`${path}/content`, desk, "GET", { "if-none-match": '"v1"' })).statusCode, 304);
  assert.deepEqual((await ask(path)).json(), document);

  const [audit] = await auditOf(service, answer);
  assert.deepEqual([audit?.action, audit?.patientId, audit?.resourceId], ["patient.document-add", id, document.id]);
  assert.ok(!JSON.stringify(audit).includes("Ausweis"), "the name is a text that somebody wrote");
  assert.equal((await auditOf(service, content))[0]?.action, "patient.read-document");
});

test("what a file is, its bytes say and not its sender", async () => {
  const { id } = await register(service, desk);
  const taken = { jpeg: "image/jpeg", png: "image/png", webp: "image/webp", text: "text/plain" } as const;
  for (const [name, type] of Object.entries(taken)) {
    const document = await add(id, {
      bytes: files[name as keyof typeof taken],
      type: "application/pdf",
      name: "x.exe",
    });
    assert.equal(document.mediaType, type);
    assert.match(document.name, /^x\.exe\.(jpg|png|webp|txt)$/);
  }
  for (const bytes of [files.elf, files.zip, files.gif, Buffer.from([0xff, 0xfe, 0x00]), randomBytes(100)]) {
    const answer = await send(id, { bytes, type: "image/png", name: "photo.png" });
    assert.equal(answer.statusCode, 415, answer.body);
  }
  assert.equal((await send(id, { bytes: files.pdf, kind: "photo" })).statusCode, 415, "a photo is a picture");
  assert.equal((await send(id, { bytes: files.png, type: "text/html" })).statusCode, 415);
  assert.equal((await send(id, { headers: { "content-encoding": "gzip" } })).statusCode, 415);
  assert.equal((await send(id, { bytes: Buffer.alloc(0) })).statusCode, 400);
  assert.equal((await send(id, { kind: "video" })).statusCode, 400);
});

test("a file beyond the limit, and one more than a record holds, are refused and change nothing", async () => {
  const { id } = await register(service, desk);
  const big = Buffer.concat([files.pdf, Buffer.alloc(1_048_576 - files.pdf.byteLength)]);
  assert.equal((await send(id, { bytes: Buffer.concat([big, files.pdf]) })).statusCode, 413);
  await add(id, { bytes: big });
  await add(id, { bytes: big });
  const third = await add(id, { bytes: big });
  const tooMuch = await send(id);
  assert.deepEqual([tooMuch.statusCode, /3 MiB/.test(tooMuch.json().detail)], [422, true]);
  assert.equal((await ask(`${id}/documents/${third.id}`, desk, "DELETE", { "if-match": '"v1"' })).statusCode, 200);
  const room = await Promise.all(Array.from({ length: 6 }, () => send(id)));
  const statuses = room.map(({ statusCode }) => statusCode).sort();
  assert.deepEqual(statuses, [201, 201, 201, 422, 422, 422], "five at most, also when they come at once");
});

test("the same file sent again under its key is one document; another under it is refused (REL-4)", async () => {
  const { id } = await register(service, desk);
  const headers = { "idempotency-key": randomUUID() };
  const [one, two] = [await send(id, { headers, name: "a.pdf" }), await send(id, { headers, name: "a.pdf" })];
  assert.deepEqual([one.json(), two.headers["idempotency-replayed"]], [two.json(), "true"]);
  assert.equal((await send(id, { headers, name: "b.pdf" })).statusCode, 422);
  assert.equal((await send(id, { headers, bytes: files.png, name: "a.pdf" })).statusCode, 422);
  assert.equal((await ask(`${id}/documents?total=true`)).json().page.total, 1);
});

test("of a withdrawn document the entry stays and the content is gone, from the database too", async () => {
  const { id } = await register(service, desk);
  const photo = await add(id, { bytes: files.png, kind: "photo" });
  await add(id);
  const path = `${id}/documents/${photo.id}`;
  assert.equal((await ask(path, desk, "DELETE")).statusCode, 428);
  assert.equal((await ask(path, desk, "DELETE", { "if-match": '"v2"' })).statusCode, 412);
  const answer = await ask(path, desk, "DELETE", { "if-match": '"v1"' });
  assert.deepEqual([answer.statusCode, answer.json().status, answer.headers.etag], [200, "withdrawn", '"v2"']);
  assert.equal((await auditOf(service, answer))[0]?.action, "patient.document-withdraw");
  assert.equal((await ask(path, desk, "DELETE", { "if-match": '"v2"' })).statusCode, 409);
  assert.equal((await ask(`${path}/content`)).statusCode, 404);
  const idsOf = async (query: string) =>
    (await ask(`${id}/documents${query}`)).json().data.map((each: PatientDocument) => each.id);
  assert.deepEqual(await idsOf("?kind=photo"), []);
  assert.deepEqual(await idsOf("?kind=photo&status=all"), [photo.id]);
  assert.equal((await idsOf("")).length, 1);
  const { rows } = await deps.database.pool.query("SELECT FROM patient_document_contents WHERE document_id = $1", [
    photo.id,
  ]);
  assert.equal(rows.length, 0);
});

test("documents are as far as the record: the patient reads their own, others write (AZ-3)", async () => {
  const { id } = await register(service, desk);
  const document = await add(id);
  const self = await trust.as({ roles: ["patient"], facilities: [], patientId: id });
  const clinician = await trust.as({ roles: ["clinician"], facilities: [facilityA] });
  const elsewhere = await trust.as({ facilities: [facilityB], defaultFacilityId: facilityB });
  const mine = await register(service, elsewhere);
  const paths = [`${id}/documents`, `${id}/documents/${document.id}`, `${id}/documents/${document.id}/content`];
  for (const path of paths) {
    assert.equal((await ask(path, self)).statusCode, 200, path);
    assert.equal((await ask(path, clinician)).statusCode, 200, path);
    assert.equal((await ask(path, elsewhere)).statusCode, 404, path);
    assert.equal((await ask(path, {})).statusCode, 401, path);
  }
  assert.equal((await ask(`${mine.id}/documents/${document.id}/content`, elsewhere)).statusCode, 404);
  assert.equal((await send(id, { who: self })).statusCode, 403);
  assert.equal((await send(id, { who: elsewhere })).statusCode, 404);
  assert.equal((await send(id, { who: {} })).statusCode, 401);
  const put = { headers: { "if-match": '"v1"' } };
  assert.equal(
    (await app.inject({ method: "DELETE", url: `/api/patients/${id}`, headers: { ...desk, ...put.headers } }))
      .statusCode,
    200,
  );
  assert.equal((await send(id)).statusCode, 409, "a record that is put aside takes none");
});
