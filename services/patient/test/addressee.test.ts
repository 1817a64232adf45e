/** Whom documents of billing are addressed to: asked over gRPC, with the token of who wants one. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { PatientServiceDefinition } from "@pms/contracts/gen/pms/patient/v1/patient";
import { callAs, openRpcClient } from "@pms/kit/clients/rpc";
import { startRpc } from "../src/app.ts";
import { startPatientService } from "./support/patient-service.ts";
import { auditOf, ownFacility, register } from "./support/requests.ts";

const service = await startPatientService({ after });
const rpc = await startRpc(service.deps, { host: "127.0.0.1", port: 0 });
const { client, close } = openRpcClient(PatientServiceDefinition, { address: `127.0.0.1:${rpc.port}` });
after(() => {
  close();
  rpc.kill();
});
const ask = (headers: { authorization: string }, patientId: string, requestId: string = randomUUID()) =>
  client.getAddressee({ patientId }, callAs(headers.authorization.slice("Bearer ".length), 5_000, { requestId }));

test("who may read the patient is told name and address, and the audit who asked", async () => {
  const { headers } = await ownFacility(service);
  const patient = await register(service, headers, { middleName: "Q", preferredLanguage: "es" });
  const requestId = randomUUID();
  const addressee = await ask(headers, patient.id.toUpperCase(), requestId);
  assert.deepEqual(
    [addressee.mrn, addressee.firstName, addressee.middleName, addressee.lastName, addressee.street, addressee.zipCode],
    [patient.mrn, patient.firstName, "Q", patient.lastName, patient.address?.street, patient.address?.zipCode],
  );
  assert.equal(addressee.preferredLanguage, "es");
  const [audit] = await auditOf(service, { headers: { "x-request-id": requestId } });
  assert.deepEqual([audit?.action, audit?.patientId], ["patient.read-addressee", patient.id]);
});

test("out of reach it is as if there were none; no UUID is told, and who may not read is refused (AZ-3)", async () => {
  const { headers } = await ownFacility(service);
  const patient = await register(service, headers);
  const { headers: elsewhere } = await ownFacility(service);
  await assert.rejects(ask(elsewhere, patient.id), /NOT_FOUND/);
  await assert.rejects(ask(headers, randomUUID()), /NOT_FOUND/);
  await assert.rejects(ask(headers, "1"), /INVALID_ARGUMENT/);
  await assert.rejects(
    ask(await service.trust.as({ roles: ["analyst"], facilities: "all" }), patient.id),
    /PERMISSION_DENIED/,
  );
  await assert.rejects(client.getAddressee({ patientId: patient.id }), /UNAUTHENTICATED/);
});
