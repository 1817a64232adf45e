import assert from "node:assert/strict";
import { randomUUIDv7 } from "node:crypto";
import { after, test } from "node:test";
import { eventCodecs } from "@pms/contracts/events";
import type { Patient, PatientBatchResult, Reconciliation } from "@pms/contracts/patients";
import { eventually, sampleBody, startPatientService } from "./support/patient-service.ts";

const service = await startPatientService({ after });
const { app, deps, trust, billing, siteA } = service;
const admin = await trust.as({ roles: ["admin"], defaultFacilityId: siteA });

const ask = (headers: Record<string, string> = admin) =>
  app.inject({ method: "POST", url: "/api/patients/reconciliation", headers, payload: {} });
async function reconcile(): Promise<Reconciliation> {
  const answer = await ask();
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
}
async function register(count: number) {
  const payload = { patients: Array.from({ length: count }, () => sampleBody) };
  const answer = await app.inject({ method: "POST", url: "/api/patients/batches", headers: admin, payload });
  return answer.json<PatientBatchResult>().results.map(({ id = "", billing: state }) => ({ id, state }));
}
const read = async (id: string): Promise<Patient> =>
  (await app.inject({ method: "GET", url: `/api/patients/${id}`, headers: admin })).json();

const nothingFound = { missingAccounts: 0, repairedAccounts: 0, orphanAccounts: [], unpublishedEvents: 0 };

test("where nothing is wrong, nothing changes", async () => {
  await register(3);
  assert.deepEqual(await reconcile(), { ...nothingFound, checkedPatients: 3 });
});

test("a patient whose account billing has lost gets it again, whatever we believed (REL-3)", async () => {
  const patients = await register(3);
  for (const { id } of patients.slice(0, 2)) billing.accounts.delete(id);
  const report = await reconcile();
  assert.deepEqual([report.missingAccounts, report.repairedAccounts, report.orphanAccounts], [2, 2, []]);
  for (const { id, state } of patients) {
    assert.equal(billing.accounts.get(id)?.id, state?.accountId);
    assert.deepEqual((await read(id)).billing, state);
  }
  const again = await reconcile();
  assert.deepEqual([again.missingAccounts, again.repairedAccounts], [0, 0]);
});

test("a patient who waits for an account gets it (REL-3)", async () => {
  const [patient] = await register(1);
  assert.ok(patient);
  billing.accounts.delete(patient.id);
  await deps.database.pool.query(
    `INSERT INTO pending_billing_accounts (patient_id, account_id, facility_id, retry_at)
     SELECT id, billing_account_id, facility_id, now() + interval '1 hour' FROM patients WHERE id = $1`,
    [patient.id],
  );
  assert.equal((await read(patient.id)).billing.status, "pending");
  const report = await reconcile();
  assert.deepEqual([report.missingAccounts, report.repairedAccounts], [1, 1]);
  assert.deepEqual((await read(patient.id)).billing, patient.state);
});

test("a patient whose account is another one than we believed is corrected, and nothing is opened twice (REL-3)", async () => {
  const [patient] = await register(1);
  const account = billing.accounts.get(patient?.id ?? "");
  assert.ok(patient && account);
  account.id = randomUUIDv7();
  const report = await reconcile();
  assert.deepEqual({ ...report, ...nothingFound }, report);
  assert.deepEqual((await read(patient.id)).billing, { accountId: account.id, status: "active" });
});

test("an account of nobody is reported and left alone (REL-3)", async () => {
  const [patient] = await register(1);
  const account = billing.accounts.get(patient?.id ?? "");
  assert.ok(account);
  const orphan = { ...account, id: randomUUIDv7(), patientId: randomUUIDv7() };
  billing.accounts.set(orphan.patientId, orphan);
  for (let round = 0; round < 2; round += 1)
    assert.deepEqual((await reconcile()).orphanAccounts, [{ accountId: orphan.id, patientId: orphan.patientId }]);
  billing.accounts.delete(orphan.patientId);
});

test("more patients than fit a page are compared page by page", async () => {
  for (let n = 0; n < 5; n += 1) await register(500);
  const lost = [...billing.accounts.keys()].filter((_, index) => index % 3 === 0);
  for (const id of lost) billing.accounts.delete(id);
  const report = await reconcile();
  assert.equal(report.missingAccounts, lost.length);
  assert.equal(report.repairedAccounts, lost.length);
  assert.equal(report.checkedPatients, billing.accounts.size);
});

test("the comparison is audited, and is for those who see every site", async () => {
  await reconcile();
  await eventually(() =>
    service.published
      .filter(({ type }) => type === "AuditRecorded")
      .flatMap(({ payload }) => eventCodecs.AuditRecorded.decode(payload).events)
      .find(({ action, details }) => action === "patient.reconcile-accounts" && details.orphanAccounts === "0"),
  );
  assert.equal((await ask({})).statusCode, 401);
  assert.equal((await ask(await trust.as({ roles: ["front-desk"] }))).statusCode, 403);
  assert.equal((await ask(await trust.as({ roles: ["admin"], facilities: [siteA] }))).statusCode, 403);
});

test("without billing there is an answer that says so", async () => {
  await billing.stop();
  assert.equal((await ask()).statusCode, 503);
  await billing.start();
  await eventually(async () => (await ask()).statusCode === 200);
});
