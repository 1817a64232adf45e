import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { eventCodecs } from "@pms/contracts/events/events";
import type { PatientBatchResult } from "@pms/contracts/patients/batches";
import type { Patient } from "@pms/contracts/patients/patient";
import { until } from "@pms/kit/testing/until";
import { sampleBody, startPatientService } from "./support/patient-service.ts";

const service = await startPatientService({ after });
const { app, deps, trust, billing, facilityA, facilityB } = service;
const admin = await trust.as({ roles: ["admin"], defaultFacilityId: facilityA });
const adminOfB = await trust.as({ roles: ["admin"], facilities: [facilityB], defaultFacilityId: facilityB });

const identified = (value = randomUUID(), more: object = {}) => ({
  ...sampleBody,
  identifiers: [{ system: "urn:test", value }],
  ...more,
});
const post = (patients: unknown[], headers: Record<string, string> = admin) =>
  app.inject({ method: "POST", url: "/api/patients/batches", headers, payload: { patients } });
async function importRows(patients: unknown[], headers?: Record<string, string>) {
  const answer = await post(patients, headers);
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<PatientBatchResult>().results;
}
const read = async (id: string): Promise<Patient> =>
  (await app.inject({ method: "GET", url: `/api/patients/${id}`, headers: admin })).json();
const countOf = async (value: string) => {
  const { rows } = await deps.database.pool.query("SELECT FROM patient_identifiers WHERE value = $1", [value]);
  return rows.length;
};

test("a batch is registered with accounts, events, versions and audit (REL-2)", async () => {
  const contacts = [{ name: "Ann", relationship: "mother" }];
  const bodies = [
    identified(undefined, { contacts }),
    identified(undefined, { lastName: "O'Connor-Ñandú", facilityId: facilityB }),
    { unidentified: true },
  ];
  const results = await importRows(bodies);
  assert.deepEqual(
    results.map(({ index, outcome }) => [index, outcome]),
    [
      [0, "created"],
      [1, "created"],
      [2, "created"],
    ],
  );
  for (const [index, { id = "", mrn, billing: state }] of results.entries()) {
    const patient = await read(id);
    assert.deepEqual({ ...patient, ...bodies[index] }, patient);
    assert.equal(patient.mrn, mrn);
    assert.equal(patient.version, 1);
    assert.equal(patient.facilityId, index === 1 ? facilityB : facilityA);
    assert.deepEqual(patient.billing, { accountId: billing.accounts.get(id)?.id, status: "active" });
    assert.deepEqual(state, patient.billing);
    const event = await until("the registration is published", () =>
      service.published.find(({ key, type }) => key === id && type === "PatientCreated"),
    );
    assert.equal(eventCodecs.PatientCreated.decode(event.payload).patient?.facilityId, patient.facilityId);
  }
  const audits = service.published
    .filter(({ type }) => type === "AuditRecorded")
    .map(({ payload }) => eventCodecs.AuditRecorded.decode(payload).events)
    .find((events) => events.some(({ action }) => action === "patient.import"));
  assert.deepEqual(
    audits?.map(({ action, patientId }) => [action, patientId]),
    [...results.map(({ id }) => ["patient.create", id]), ["patient.import", ""]],
  );
  assert.deepEqual(audits?.at(-1)?.details, { created: "3", existing: "0", refused: "0" });
  const { rows } = await deps.database.pool.query(
    "SELECT change, document FROM patient_versions WHERE patient_id = $1 AND version = 1",
    [results[0]?.id],
  );
  assert.deepEqual(rows, [{ change: "created", document: await read(results[0]?.id ?? "") }]);
});

test("a row that cannot be taken is refused alone, with pointers within the row", async () => {
  const cases: [unknown, string][] = [
    ["nothing", ""],
    [null, ""],
    [identified(undefined, { firstName: undefined, lastName: undefined }), "/firstName"],
    [identified(undefined, { dateOfBirth: "2999-01-01" }), "/dateOfBirth"],
    [identified(undefined, { deceasedDate: "1989-12-31" }), "/deceasedDate"],
    [identified(undefined, { email: "nobody" }), "/email"],
    [identified(undefined, { address: { zip: "1" } }), "/address/zip"],
    [identified(undefined, { facilityId: randomUUID() }), "/facilityId"],
    [identified(undefined, { id: randomUUID() }), "/id"],
    [identified(undefined, { mrn: "100488171" }), "/mrn"],
  ];
  const results = await importRows([...cases.map(([row]) => row), identified()]);
  for (const [index, [, pointer]] of cases.entries()) {
    const { outcome, problem, id } = results[index] ?? {};
    assert.deepEqual(
      [outcome, problem?.status, problem?.errors?.[0]?.pointer, id],
      ["refused", 400, pointer, undefined],
    );
  }
  assert.equal(results.at(-1)?.outcome, "created");
});

test("the same batch again changes nothing and answers the same patients (REL-4)", async () => {
  const bodies = [identified(), identified()];
  const first = await importRows(bodies);
  const again = await importRows(bodies.map((body) => ({ ...body, lastName: "Changed" })));
  assert.deepEqual(
    again,
    first.map((result) => ({ ...result, outcome: "existing", differs: ["/lastName"] })),
  );
  assert.equal((await read(first[0]?.id ?? "")).lastName, "Doe");
});

test("a patient who comes twice within one batch is registered once (REL-4)", async () => {
  const [body, other] = [identified(), identified()];
  const stolen = identified(undefined, {
    identifiers: [{ system: "urn:test", value: randomUUID() }, ...other.identifiers],
  });
  const results = await importRows([body, other, body, stolen]);
  assert.deepEqual(
    results.map(({ outcome }) => outcome),
    ["created", "created", "existing", "refused"],
  );
  assert.equal(results[2]?.id, results[0]?.id);
  assert.equal(results[2]?.billing?.status, "active");
  assert.equal(results[3]?.problem?.errors?.[0]?.pointer, "/identifiers/1");
});

test("two batches at once register each patient once (REL-4)", async () => {
  for (let round = 0; round < 5; round += 1) {
    const bodies = Array.from({ length: 40 }, () => identified());
    const [one, two, three] = await Promise.all([
      importRows(bodies),
      importRows(bodies.toReversed()),
      importRows(bodies.slice(0, 20)),
    ]);
    for (const [index, body] of bodies.entries()) {
      const outcomes = [one[index], two[39 - index], three[index]].filter((result) => result !== undefined);
      assert.equal(outcomes.filter(({ outcome }) => outcome === "created").length, 1);
      assert.equal(new Set(outcomes.map(({ id }) => id)).size, 1);
      assert.equal(await countOf(body.identifiers[0]?.value ?? ""), 1);
    }
  }
});

test("a replayed Idempotency-Key registers nobody twice, also without identifiers (REL-4)", async () => {
  const headers = { ...admin, "idempotency-key": randomUUID() };
  const lastName = `Once${randomUUID()}`;
  const bodies = [{ ...sampleBody, lastName }];
  const [first, second] = await Promise.all([post(bodies, headers), post(bodies, headers)]);
  assert.equal(first.statusCode, 200, first.body);
  const id = first.json<PatientBatchResult>().results[0]?.id;
  // The account of one that was overtaken may still be on its way.
  assert.equal(second.json<PatientBatchResult>().results[0]?.id, id);
  const third = await post(bodies, headers);
  assert.equal(third.headers["idempotency-replayed"], "true");
  assert.equal(third.json<PatientBatchResult>().results[0]?.id, id);
  assert.equal((await post([sampleBody], headers)).statusCode, 422);
});

test("a patient out of reach is refused without telling more, and no row is put out of reach (AZ-3)", async () => {
  const body = identified();
  const [mine] = await importRows([body]);
  const [refused, elsewhere] = await importRows([body, identified(undefined, { facilityId: facilityA })], adminOfB);
  assert.equal(refused?.outcome, "refused");
  assert.equal(refused?.problem?.errors?.[0]?.pointer, "/identifiers/0");
  assert.ok(!JSON.stringify(refused).includes(mine?.id ?? "?") && !JSON.stringify(refused).includes(mine?.mrn ?? "?"));
  assert.equal(elsewhere?.problem?.errors?.[0]?.pointer, "/facilityId");
});

test("without billing a batch is registered as pending, and the accounts follow (REL-3)", async () => {
  await billing.stop();
  const results = await importRows([identified(), identified()]);
  assert.deepEqual(
    results.map(({ outcome, billing: state }) => [outcome, state?.status]),
    [
      ["created", "pending"],
      ["created", "pending"],
    ],
  );
  await billing.start();
  for (const { id = "", billing: state } of results) {
    const patient = await until("the account is active", async () => {
      const found = await read(id);
      return found.billing.status === "active" && found;
    });
    assert.equal(patient.billing.accountId, state?.accountId);
    assert.equal(billing.accounts.get(id)?.id, state?.accountId);
  }
});

test("a batch may be as large as the gateway lets in: 2 MiB", async () => {
  const sized = (bytes: number) => {
    const padding = "x".repeat(bytes / 500);
    return Array.from({ length: 500 }, () => ({ ...sampleBody, padding }));
  };
  assert.equal((await post(sized(1_900_000))).statusCode, 200);
  assert.equal((await post(sized(2_100_000))).statusCode, 413);
});

test("importing needs its permission and a batch of 1 to 500", async () => {
  assert.equal((await post([identified()], {})).statusCode, 401);
  assert.equal((await post([identified()], await trust.as({ roles: ["front-desk"] }))).statusCode, 403);
  assert.equal((await post([])).statusCode, 400);
  assert.equal((await post(Array.from({ length: 501 }, () => sampleBody))).statusCode, 400);
});

test("the OpenAPI document says what a row of a batch is, and that it may be wrong", async () => {
  const { paths } = (await service.app.inject("/openapi.json")).json();
  const { schema } = paths["/api/patients/batches"].post.requestBody.content["application/json"];
  const [row, anything] = schema.properties.patients.items.anyOf;
  for (const field of ["firstName", "identifiers", "facilityId"]) assert.ok(field in row.properties, field);
  assert.deepEqual(Object.keys(anything), ["description"]);
});
