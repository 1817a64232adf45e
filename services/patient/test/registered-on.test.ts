import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { eventCodecs } from "@pms/contracts/events/events";
import type { PatientBatchResult } from "@pms/contracts/patients/batches";
import type { Patient } from "@pms/contracts/patients/patient";
import type { PatientHit } from "@pms/contracts/patients/search";
import { until } from "@pms/kit/testing/until";
import { sampleBody, startPatientService } from "./support/patient-service.ts";

const service = await startPatientService({ after });
const { app, trust, facilityA } = service;
const admin = await trust.as({ roles: ["admin"], defaultFacilityId: facilityA });
const frontDesk = await trust.as({ roles: ["front-desk"], defaultFacilityId: facilityA });

const register = (more: object, headers = admin) =>
  app.inject({ method: "POST", url: "/api/patients", headers, payload: { ...sampleBody, ...more } });
const put = ({ id, version }: Patient, payload: object) =>
  app.inject({
    method: "PUT",
    url: `/api/patients/${id}`,
    headers: { ...admin, "if-match": `"v${version}"` },
    payload,
  });
async function registeredAtOf(id: string): Promise<string | undefined> {
  const event = await until("the registration is published", () =>
    service.published.find(({ key, type }) => key === id && type === "PatientCreated"),
  );
  return eventCodecs.PatientCreated.decode(event.payload).registeredAt;
}

test("an importer says when a patient was first registered, and the event says it on", async () => {
  const answer = await register({ registeredOn: "2019-02-03" });
  assert.equal(answer.statusCode, 201, answer.body);
  const patient: Patient = answer.json();
  assert.equal(patient.registeredOn, "2019-02-03");
  assert.equal(await registeredAtOf(patient.id), "2019-02-03T10:00:00.000Z");
});

test("a patient registered today was registered when the record was made, never later", async () => {
  const today = new Date().toISOString().slice(0, 10);
  const patient: Patient = (await register({ registeredOn: today })).json();
  const at = await registeredAtOf(patient.id);
  assert.ok(at !== undefined && at <= patient.createdAt, at);
});

test("it is never after today, never before the birth, and not for the front desk to say", async () => {
  for (const registeredOn of ["2999-01-01", "1880-01-01", "2019-02-30", "soon"]) {
    const answer = await register({ registeredOn });
    assert.equal(answer.statusCode, 400, registeredOn);
    assert.equal(answer.json().errors[0].pointer, "/registeredOn");
  }
  assert.equal((await register({ registeredOn: "2019-02-03" }, frontDesk)).statusCode, 400);
});

test("it stays: a PUT may repeat it or leave it out, another is refused", async () => {
  const patient: Patient = (await register({ registeredOn: "2019-02-03" })).json();
  const changed = await put(patient, { ...sampleBody, lastName: "Changed" });
  assert.equal(changed.statusCode, 200, changed.body);
  assert.equal(changed.json<Patient>().registeredOn, "2019-02-03");
  const repeated = await put(changed.json(), { ...sampleBody, registeredOn: "2019-02-03" });
  assert.equal(repeated.statusCode, 200, repeated.body);
  const other = await put(repeated.json(), { ...sampleBody, registeredOn: "2020-02-03" });
  assert.equal(other.statusCode, 400);
  assert.equal(other.json().errors[0].pointer, "/registeredOn");
});

test("a row of a patient known already says which of its fields the record says otherwise, and changes nothing", async () => {
  const row = {
    ...sampleBody,
    namePrefix: "Dr.",
    maidenName: "Vega",
    identifiers: [{ system: "urn:test", value: randomUUID() }],
  };
  const post = async (patient: object) => {
    const answer = await app.inject({
      method: "POST",
      url: "/api/patients/batches",
      headers: admin,
      payload: { patients: [patient] },
    });
    return answer.json<PatientBatchResult>().results[0];
  };
  const created = await post(row);
  assert.equal(created?.outcome, "created");
  assert.deepEqual((await post(row))?.differs, undefined);
  const { phoneNumber, ...silent } = row;
  const other = { ...silent, address: { ...row.address, city: "Salem" }, deceasedDate: "2020-01-01", sex: "male" };
  const again = await post(other);
  assert.deepEqual([again?.outcome, again?.differs], ["existing", ["/address/city", "/deceasedDate", "/sex"]]);
  const stored: Patient = (
    await app.inject({ method: "GET", url: `/api/patients/${created?.id}`, headers: admin })
  ).json();
  assert.deepEqual([stored.version, stored.phoneNumber, stored.deceasedDate], [1, phoneNumber, undefined]);
});

test("a patient is found by the name at birth, and the search says that it is a former one", async () => {
  const maidenName = `Vega${randomUUID().replaceAll("-", "")}`;
  const patient: Patient = (await register({ maidenName })).json();
  const found = await app.inject({
    method: "POST",
    url: "/api/patients/search",
    headers: admin,
    payload: { name: maidenName },
  });
  const [hit] = found.json<{ data: PatientHit[] }>().data;
  assert.deepEqual([hit?.patient.id, hit?.matchedOn], [patient.id, [{ field: "maidenName", kind: "former" }]]);
});
