import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { eventCodecs } from "@pms/contracts/events/events";
import type { Patient } from "@pms/contracts/patients/patient";
import { sampleBody, startPatientService } from "./support/patient-service.ts";
import { auditOf, eventsOf, type Headers, ownFacility, register } from "./support/requests.ts";

const service = await startPatientService({ after });
const { app, trust, facilityA, facilityB, deps } = service;
const frontDesk = await trust.as({ facilities: [facilityA], defaultFacilityId: facilityA });

type Options = { headers?: object; etag?: string | null; type?: string };
function write(method: "PUT" | "PATCH", id: string, payload: object | string, options: Options = {}) {
  const { headers = frontDesk, etag = '"v1"', type = "application/json" } = options;
  return app.inject({
    method,
    url: `/api/patients/${id}`,
    headers: { "content-type": type, ...headers, ...(etag !== null && { "if-match": etag }) },
    payload,
  });
}
const read = async (id: string, headers: Headers = frontDesk): Promise<Patient> =>
  (await app.inject({ url: `/api/patients/${id}`, headers })).json();

test("a patch makes a new version with its ETag, event and audit row (REL-2)", async () => {
  const patient = await register(service, frontDesk);
  const patch = { lastName: "Marker-Surname", address: { city: null, state: "NY" }, phoneNumber: null };
  const answer = await write("PATCH", patient.id, patch, { type: "application/merge-patch+json" });
  assert.equal(answer.statusCode, 200, answer.body);
  assert.equal(answer.headers.etag, '"v2"');
  const changed: Patient = answer.json();
  const { phoneNumber: _gone, ...kept } = patient;
  const address = { street: "123 Main St", state: "NY", zipCode: "90001" };
  assert.deepEqual(changed, { ...kept, lastName: "Marker-Surname", address, version: 2, updatedAt: changed.updatedAt });
  assert.ok(changed.updatedAt > patient.updatedAt);
  assert.deepEqual(await read(patient.id), changed);

  const [created, updated] = await eventsOf(service, patient.id, 2);
  assert.equal(created?.type, "PatientCreated");
  assert.equal(updated?.type, "PatientUpdated");
  const facts = eventCodecs.PatientUpdated.decode(updated?.payload ?? new Uint8Array()).patient;
  assert.deepEqual([facts?.version, facts?.state, facts?.hasPhone], [2n, "NY", false]);
  assert.ok(!Buffer.from(updated?.payload ?? "").includes("Marker"));
  const [audit, another] = await auditOf(service, answer);
  assert.deepEqual([audit?.action, audit?.patientId, another], ["patient.update", patient.id, undefined]);
  assert.deepEqual(audit?.details, { changed: "/address/city /address/state /lastName /phoneNumber" });
  const { rows } = await deps.database.pool.query(
    "SELECT * FROM patient_versions WHERE patient_id = $1 AND version = 2",
    [patient.id],
  );
  assert.equal(rows[0].change, "updated");
  assert.equal(rows[0].document.lastName, "Marker-Surname");
});

test("a put replaces: what it leaves out is gone, the facility stays", async () => {
  const given = {
    middleName: "M",
    sex: "other",
    contacts: [{ name: "N", relationship: "r" }],
    deceasedDate: "2020-01-01",
  };
  const patient = await register(service, frontDesk, given);
  const body = { firstName: "Jane", lastName: "Roe", dateOfBirth: "1980-02-02" };
  const answer = await write("PUT", patient.id, body);
  assert.equal(answer.statusCode, 200, answer.body);
  const { id, mrn, status, createdAt, billing } = patient;
  const { updatedAt } = answer.json();
  const expected = { ...body, id, mrn, status, createdAt, billing, facilityId: facilityA, version: 2, updatedAt };
  assert.deepEqual(answer.json(), expected);
  assert.deepEqual(await read(id), expected);
});

test("what changes nothing makes no version and no event, and is recorded as a look (AUD-1)", async () => {
  const patient = await register(service, frontDesk, { contacts: [{ name: "N", relationship: "r", guarantor: true }] });
  const same = {
    lastName: patient.lastName,
    address: {},
    middleName: null,
    unidentified: null,
    contacts: patient.contacts,
  };
  const patched = await write("PATCH", patient.id, same);
  assert.equal(patched.statusCode, 200, patched.body);
  assert.equal(patched.headers.etag, '"v1"');
  assert.deepEqual(patched.json(), patient);
  assert.equal((await auditOf(service, patched))[0]?.action, "patient.read");
  const put = await write("PUT", patient.id, { ...sampleBody, contacts: patient.contacts });
  assert.equal(put.json().version, 1);
  const { rows } = await deps.database.pool.query("SELECT version FROM patient_versions WHERE patient_id = $1", [
    patient.id,
  ]);
  assert.equal(rows.length, 1);
});

test("no write without If-Match, and none onto another version (REL-5)", async () => {
  const { id } = await register(service, frontDesk);
  for (const method of ["PUT", "PATCH"] as const) {
    for (const etag of [null, "*"])
      assert.equal((await write(method, id, sampleBody, { etag })).statusCode, 428, String(etag));
    for (const etag of ['"v2"', "v1", '"v999999999999"', 'W/"v1"'])
      assert.equal((await write(method, id, { ...sampleBody, lastName: "X" }, { etag })).statusCode, 412, etag);
  }
  assert.equal((await read(id)).version, 1);
});

test("of writers with one ETag one wins and the others are 412: no update is lost (REL-5)", async () => {
  const { id } = await register(service, frontDesk);
  for (let round = 1; round <= 5; round += 1) {
    const names = ["A", "B", "C", "D"].map((letter) => `${letter}${round}`);
    const answers = await Promise.all(
      names.map((lastName) => write("PATCH", id, { lastName }, { etag: `"v${round}"` })),
    );
    const statuses = answers.map(({ statusCode }) => statusCode).sort();
    assert.deepEqual(statuses, [200, 412, 412, 412]);
    const winner = answers.find(({ statusCode }) => statusCode === 200)?.json();
    assert.deepEqual(await read(id), winner);
  }
});

test("the rules of registration hold for what a patch makes of the record", async () => {
  const { id } = await register(service, frontDesk);
  const cases: [object, string][] = [
    [{ firstName: null, lastName: null }, "/firstName"],
    [{ dateOfBirth: null }, "/dateOfBirth"],
    [{ dateOfBirth: "2999-01-01" }, "/dateOfBirth"],
    [{ dateOfBirth: "1990-02-30" }, "/dateOfBirth"],
    [{ deceasedDate: "1989-12-31" }, "/deceasedDate"],
    [{ email: "nobody" }, "/email"],
    [{ lastName: " " }, "/lastName"],
    [{ address: { planet: "Earth" } }, "/address/planet"],
    [{ facilityId: facilityB }, "/facilityId"],
    [{ facilityId: null }, "/facilityId"],
    [
      {
        identifiers: [
          { system: "s", value: "v" },
          { system: "s", value: "v" },
        ],
      },
      "/identifiers/1",
    ],
    [{}, ""],
  ];
  for (const [patch, pointer] of cases) {
    const answer = await write("PATCH", id, patch);
    assert.equal(answer.statusCode, 400, pointer);
    assert.ok(
      answer.json().errors.some((error: { pointer: string }) => error.pointer === pointer),
      answer.body,
    );
  }
  assert.equal((await write("PUT", id, { lastName: "Only" })).statusCode, 400);
  const unidentified = await write("PATCH", id, { firstName: null, dateOfBirth: null, unidentified: true });
  assert.equal(unidentified.statusCode, 200, unidentified.body);
  assert.equal((await write("PATCH", id, { unidentified: null }, { etag: '"v2"' })).statusCode, 400);
});

test("what the service decides is refused in a body (AZ-4)", async () => {
  const { id } = await register(service, frontDesk);
  for (const method of ["PUT", "PATCH"] as const) {
    for (const field of ["id", "mrn", "version", "status", "billing", "createdAt", "updatedAt", "role", "balance"]) {
      const answer = await write(method, id, { ...sampleBody, [field]: "x" });
      assert.equal(answer.statusCode, 400, field);
      assert.equal(answer.json().errors[0].pointer, `/${field}`);
    }
    for (const [text, pointer] of [
      ['{"__proto__":{"admin":true},"lastName":"B"}', "/__proto__"],
      ['{"address":{"\\u005f_proto__":{}},"lastName":"B"}', "/address/__proto__"],
    ] as const) {
      const answer = await write(method, id, text);
      assert.equal(answer.statusCode, 400);
      assert.equal(answer.json().errors[0].pointer, pointer);
    }
    assert.equal((await write(method, id, "x", { type: "text/plain" })).statusCode, 415);
  }
  assert.equal((await read(id)).version, 1);
});

test("out of reach is 404, unknown callers are 401, without permission 403 (AZ-3)", async () => {
  const { id } = await register(service, frontDesk);
  const elsewhere = await trust.as({ facilities: [facilityB], defaultFacilityId: facilityB });
  for (const method of ["PUT", "PATCH"] as const) {
    const status = async (who: object, target = id) =>
      (await write(method, target, sampleBody, { headers: who })).statusCode;
    assert.equal(await status(elsewhere), 404);
    assert.equal(await status(frontDesk, randomUUID()), 404);
    assert.equal(await status(frontDesk, "x"), 400);
    assert.equal(await status({}), 401);
    assert.equal(await status(await trust.as({ roles: ["clinician"] })), 403);
    assert.equal(await status(await trust.as({ roles: ["patient"], facilities: [], patientId: id })), 403);
  }
});

test("who tries to change a patient out of reach leaves a trace (AUD-1)", async () => {
  const { id } = await register(service, frontDesk);
  const elsewhere = await trust.as({ facilities: [facilityB], defaultFacilityId: facilityB });
  const headers = { ...elsewhere, "if-match": '"v1"' };
  for (const [method, url] of [
    ["PUT", `/api/patients/${id}`],
    ["PATCH", `/api/patients/${id}`],
    ["DELETE", `/api/patients/${id}`],
    ["POST", `/api/patients/${id}/restore`],
  ] as const) {
    const answer = await app.inject({ method, url, headers, ...(method[0] === "P" && { payload: sampleBody }) });
    assert.equal(answer.statusCode, 404, method);
    const [audit, ...more] = await auditOf(service, answer);
    const said = [audit?.action, audit?.outcome, audit?.resourceId, more.length];
    assert.deepEqual(said, ["access.refused", "refused", id, 0], method);
  }
});

test("what stands in a refused path and is no id stays out of the audit (PRV-1)", async () => {
  const answer = await app.inject({ url: "/api/patients/Qzxmarker", headers: await trust.as({ roles: ["analyst"] }) });
  assert.equal(answer.statusCode, 403);
  const [audit] = await auditOf(service, answer);
  assert.equal(audit?.outcome, "refused");
  assert.ok(!JSON.stringify(audit).includes("Qzxmarker"));
});

test("a patient moves to another of the caller's facilities, and is then out of reach for the first", async () => {
  const patient = await register(service, frontDesk);
  const both = await trust.as({ facilities: [facilityA, facilityB] });
  const moved = await write("PATCH", patient.id, { facilityId: facilityB }, { headers: both });
  assert.equal(moved.statusCode, 200, moved.body);
  assert.equal((await write("PATCH", patient.id, { lastName: "X" }, { etag: '"v2"' })).statusCode, 404);
  const events = await eventsOf(service, patient.id, 2);
  const facts = eventCodecs.PatientUpdated.decode(events[1]?.payload ?? new Uint8Array()).patient;
  assert.equal(facts?.facilityId, facilityB);
  const admin = await trust.as({ roles: ["admin"], facilities: "all" });
  const nowhere = await write("PATCH", patient.id, { facilityId: randomUUID() }, { headers: admin, etag: '"v2"' });
  assert.equal(nowhere.statusCode, 400);
});

test("an account that is still to be opened follows the patient's facility", async () => {
  const { facility, headers } = await ownFacility(service);
  const both = await trust.as({ facilities: [facility, facilityB] });
  service.billing.refusedFacilities.add(facility);
  const patient = await register(service, headers);
  assert.equal(patient.billing.status, "pending");
  const moved = await write("PATCH", patient.id, { facilityId: facilityB }, { headers: both });
  assert.equal(moved.statusCode, 200, moved.body);
  const { rows } = await deps.database.pool.query(
    "SELECT facility_id FROM pending_billing_accounts WHERE patient_id = $1",
    [patient.id],
  );
  assert.deepEqual(rows, [{ facility_id: facilityB }]);
});

test("identifiers are exchanged whole, and another patient's are refused", async () => {
  const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()].map((value) => ({ system: "urn:test", value }));
  const first = await register(service, frontDesk, { identifiers: [a, b] });
  const other = await register(service, frontDesk, { identifiers: [c] });
  const taken = await write("PATCH", first.id, { identifiers: [b, c] });
  assert.equal(taken.statusCode, 409);
  assert.equal(taken.json().errors[0].pointer, "/identifiers/1");
  const swapped = await write("PATCH", first.id, { identifiers: [b, a] });
  assert.deepEqual(swapped.json().identifiers, [b, a]);
  assert.equal((await write("PATCH", first.id, { identifiers: [b] }, { etag: '"v2"' })).statusCode, 200);
  assert.deepEqual((await read(first.id)).identifiers, [b]);
  assert.equal((await write("PATCH", other.id, { identifiers: [a, c] })).statusCode, 200);
  assert.equal((await write("PATCH", first.id, { identifiers: null }, { etag: '"v3"' })).statusCode, 200);
  assert.equal((await read(first.id)).identifiers, undefined);
});

test("two patients who reach for one identifier at once: one gets it", async () => {
  const identifiers = [{ system: "urn:test", value: randomUUID() }];
  const patients = await Promise.all([register(service, frontDesk), register(service, frontDesk)]);
  const answers = await Promise.all(patients.map(({ id }) => write("PATCH", id, { identifiers })));
  assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [200, 409]);
});

test("refusals and log lines hold nothing of the record (PRV-1)", async () => {
  const marker = "Qzxmarker";
  const full = {
    firstName: marker,
    lastName: marker,
    address: { street: marker, city: marker },
    phoneNumber: `${marker} 5`,
    email: `${marker}@example.com`,
    contacts: [{ name: marker, relationship: marker }],
    identifiers: [{ system: marker, value: marker }],
  };
  const { id } = await register(service, frontDesk, full);
  const other = await register(service, frontDesk);
  const refused = [
    await write("PATCH", id, { ...full, dateOfBirth: "2999-01-01" }),
    await write("PATCH", id, { ...full, email: marker }),
    await write("PUT", id, { ...full, sex: marker, dateOfBirth: "1990-01-01" }),
    await write("PATCH", other.id, full),
    await write("PATCH", id, full, { etag: '"v9"' }),
    await write("PATCH", id, `{"firstName":"${marker}",}`),
  ];
  assert.deepEqual(
    refused.map(({ statusCode }) => statusCode),
    [400, 400, 400, 409, 412, 400],
  );
  for (const { body } of refused) assert.ok(!body.includes(marker) && !body.includes(id), body);
  assert.ok(!service.logLines.join("").includes(marker));
});
