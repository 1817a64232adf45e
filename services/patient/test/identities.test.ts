import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { formatMrn } from "@pms/contracts/patients/mrn";
import { startPatientService } from "./support/patient-service.ts";
import { auditOf, ownFacility, register } from "./support/requests.ts";

const service = await startPatientService({ after });
const { app, trust } = service;
const ask = (headers: { authorization: string }, payload: object) =>
  app.inject({ method: "POST", url: "/api/patients/identities", headers, payload });

test("ids are told by MRN and name to who may read patients, by MRN alone to an auditor (AZ-3, PRV-1)", async () => {
  const { facility, headers } = await ownFacility(service);
  const ana = await register(service, headers, { firstName: "Ana", lastName: "Told" });
  const auditor = await trust.as({ roles: ["auditor"], facilities: [facility] });
  const named = await ask(headers, { ids: [ana.id, randomUUID()] });
  assert.deepEqual(named.json().data, [{ patientId: ana.id, mrn: ana.mrn, firstName: "Ana", lastName: "Told" }]);
  const unnamed = await ask(auditor, { ids: [ana.id.toUpperCase()] });
  assert.deepEqual(unnamed.json().data, [{ patientId: ana.id, mrn: ana.mrn }]);
  const byMrn = await ask(auditor, { mrn: formatMrn(ana.mrn) });
  assert.deepEqual(byMrn.json().data, [{ patientId: ana.id, mrn: ana.mrn }]);
  const elsewhere = await trust.as({ roles: ["auditor"], facilities: [randomUUID()] });
  for (const body of [{ ids: [ana.id] }, { mrn: ana.mrn }]) {
    const answer = await ask(elsewhere, body);
    assert.deepEqual([answer.statusCode, answer.json().data], [200, []]);
  }
});

test("whom ids mean is on record with their ids, and by no MRN (AUD-2, PRV-1)", async () => {
  const { facility, headers } = await ownFacility(service);
  const ana = await register(service, headers);
  const answer = await ask(headers, { mrn: ana.mrn });
  const [event, ...more] = await auditOf(service, answer);
  assert.deepEqual(more, []);
  assert.equal(event?.action, "patient.identify");
  assert.deepEqual(event?.shown, [{ facilityId: facility, patientIds: [ana.id] }]);
  assert.ok(!JSON.stringify(event).includes(ana.mrn));
});

test("one thing is asked at a time, and by those alone who read patients or the audit", async () => {
  const { headers } = await ownFacility(service);
  for (const body of [{}, { ids: [], mrn: "1" }, { ids: ["x"] }, { name: "Ana" }])
    assert.equal((await ask(headers, body)).statusCode, 400, JSON.stringify(body));
  assert.deepEqual((await ask(headers, { mrn: "100488170" })).json().data, [], "no MRN at all");
  assert.equal((await ask(await trust.as({ roles: ["analyst"] }), { ids: [] })).statusCode, 403);
});
