import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { eventCodecs } from "@pms/contracts/events/events";
import { AccountStatus, type BillingAccount } from "@pms/contracts/gen/pms/billing/v1/billing";
import type { Patient } from "@pms/contracts/patients/patient";
import { until } from "@pms/kit/testing/until";
import { sampleBody, startPatientService } from "./support/patient-service.ts";
import { auditOf, eventsOf, register } from "./support/requests.ts";

const service = await startPatientService({ after });
const { app, trust, facilityA, facilityB, deps, billing } = service;
const frontDesk = await trust.as({ facilities: [facilityA], defaultFacilityId: facilityA });

const send = (method: "DELETE" | "POST" | "GET" | "PATCH", url: string, headers: object, payload?: object) =>
  app.inject({ method, url: `/api/patients/${url}`, headers: { ...headers }, ...(payload && { payload }) });
const deactivate = (id: string, etag = '"v1"', who: object = frontDesk) =>
  send("DELETE", id, { ...who, "if-match": etag });
const restore = (id: string, headers: object = {}, who: object = frontDesk) =>
  send("POST", `${id}/restore`, { ...who, ...headers });
const read = async (id: string): Promise<Patient> => (await send("GET", id, frontDesk)).json();

function accountOf(id: string): BillingAccount {
  const account = billing.accounts.get(id);
  assert.ok(account);
  return account;
}

test("deactivating closes the account, keeps the record and says so in event and audit (REL-2)", async () => {
  const patient = await register(service, frontDesk);
  const answer = await deactivate(patient.id);
  assert.equal(answer.statusCode, 200, answer.body);
  assert.equal(answer.headers.etag, '"v2"');
  const { updatedAt } = answer.json();
  assert.deepEqual(answer.json(), { ...patient, status: "inactive", version: 2, updatedAt });
  assert.deepEqual(await read(patient.id), answer.json());
  assert.equal(accountOf(patient.id).status, AccountStatus.CLOSED);
  assert.ok(billing.tokens.at(-1) === frontDesk.authorization);
  const [, event] = await eventsOf(service, patient.id, 2);
  assert.equal(event?.type, "PatientDeactivated");
  assert.equal(eventCodecs.PatientDeactivated.decode(event?.payload ?? new Uint8Array()).patient?.version, 2n);
  assert.equal((await auditOf(service, answer))[0]?.action, "patient.deactivate");

  const listed = async (status: string): Promise<Patient[]> =>
    (await app.inject({ url: `/api/patients?limit=200&status=${status}`, headers: frontDesk })).json().data;
  const has = async (status: string) => (await listed(status)).some(({ id }) => id === patient.id);
  assert.deepEqual([await has("active"), await has("inactive"), await has("all")], [false, true, true]);
});

test("restoring opens the account again, with event and audit", async () => {
  const patient = await register(service, frontDesk);
  await deactivate(patient.id);
  const answer = await restore(patient.id);
  assert.equal(answer.statusCode, 200, answer.body);
  assert.equal(answer.headers.etag, '"v3"');
  const { updatedAt } = answer.json();
  assert.deepEqual(answer.json(), { ...patient, version: 3, updatedAt });
  assert.deepEqual(await read(patient.id), answer.json());
  assert.equal(accountOf(patient.id).status, AccountStatus.ACTIVE);
  const events = await eventsOf(service, patient.id, 3);
  assert.deepEqual(
    events.map(({ type }) => type),
    ["PatientCreated", "PatientDeactivated", "PatientRestored"],
  );
  assert.equal((await auditOf(service, answer))[0]?.action, "patient.restore");
});

test("a patient whose account has a balance either way stays active", async () => {
  for (const balance of [1n, -1n]) {
    const { id } = await register(service, frontDesk);
    accountOf(id).balanceMinor = balance;
    const answer = await deactivate(id);
    assert.equal(answer.statusCode, 409);
    assert.deepEqual([(await read(id)).status, accountOf(id).status], ["active", AccountStatus.ACTIVE]);
  }
});

test("what the state does not allow is 409: twice inactive, restored while active, changed while inactive", async () => {
  const { id } = await register(service, frontDesk);
  assert.equal((await restore(id)).statusCode, 409);
  assert.equal((await deactivate(id)).statusCode, 200);
  assert.equal((await deactivate(id, '"v2"')).statusCode, 409);
  const changed = await send("PATCH", id, { ...frontDesk, "if-match": '"v2"' }, { lastName: "X" });
  assert.equal(changed.statusCode, 409);
  assert.equal((await read(id)).version, 2);
});

test("deactivating needs If-Match and the version that stands; restoring heeds one that is given (REL-5)", async () => {
  const { id } = await register(service, frontDesk);
  assert.equal((await send("DELETE", id, frontDesk)).statusCode, 428);
  assert.equal((await deactivate(id, '"v2"')).statusCode, 412);
  assert.equal((await deactivate(id)).statusCode, 200);
  assert.equal((await deactivate(id)).statusCode, 412);
  assert.equal((await restore(id, { "if-match": '"v1"' })).statusCode, 412);
  assert.equal((await restore(id, { "if-match": '"v2"' })).statusCode, 200);
});

test("of a deactivation and a change with one ETag one wins, and the account agrees with the patient (REL-5)", async () => {
  for (let round = 0; round < 5; round += 1) {
    const { id } = await register(service, frontDesk);
    const answers = await Promise.all([
      deactivate(id),
      send("PATCH", id, { ...frontDesk, "if-match": '"v1"' }, { lastName: `R${round}` }),
      deactivate(id),
    ]);
    const statuses = answers.map(({ statusCode }) => statusCode);
    assert.equal(statuses.filter((status) => status === 200).length, 1, String(statuses));
    const inactive = (await read(id)).status === "inactive";
    assert.equal(accountOf(id).status === AccountStatus.CLOSED, inactive);
  }
});

test("a deactivation that stopped after the account was closed is completed by the next one (REL-3)", async () => {
  const { id } = await register(service, frontDesk);
  accountOf(id).status = AccountStatus.CLOSED;
  assert.equal((await deactivate(id)).statusCode, 200);
  accountOf(id).status = AccountStatus.ACTIVE;
  assert.equal((await restore(id)).statusCode, 200);
  assert.deepEqual([(await read(id)).status, accountOf(id).status], ["active", AccountStatus.ACTIVE]);
});

test("an account that is still pending is opened and closed, so that no retry opens it later (REL-3)", async () => {
  billing.refusedFacilities.add(facilityA);
  const patient = await register(service, frontDesk);
  billing.refusedFacilities.delete(facilityA);
  assert.equal(patient.billing.status, "pending");
  const answer = await deactivate(patient.id);
  assert.equal(answer.statusCode, 200, answer.body);
  assert.equal(accountOf(patient.id).id, patient.billing.accountId);
  assert.equal(accountOf(patient.id).status, AccountStatus.CLOSED);
  assert.equal((await read(patient.id)).billing.status, "active");
});

test("the pending account of someone who registered themselves is opened by the service, which alone may name the owner", async () => {
  billing.refusedFacilities.add(facilityA);
  const self = await trust.as({ roles: ["patient"], facilities: [], defaultFacilityId: facilityA });
  const patient = await register(service, self);
  billing.refusedFacilities.delete(facilityA);
  const before = billing.tokens.length;
  assert.equal((await deactivate(patient.id)).statusCode, 200);
  const [found, opened, closed] = billing.tokens.slice(before);
  assert.deepEqual([found, closed], [frontDesk.authorization, frontDesk.authorization]);
  assert.notEqual(opened, frontDesk.authorization);
});

test("a replayed restore answers the same once more (REL-4)", async () => {
  const { id } = await register(service, frontDesk);
  await deactivate(id);
  const key = { "idempotency-key": randomUUID() };
  const first = await restore(id, key);
  const again = await restore(id, key);
  assert.equal(again.statusCode, 200);
  assert.equal(again.headers["idempotency-replayed"], "true");
  assert.equal(again.headers.etag, '"v3"');
  assert.deepEqual(again.json(), first.json());
  assert.equal((await read(id)).version, 3);
  const race = await register(service, frontDesk);
  await deactivate(race.id);
  const answers = await Promise.all([1, 2, 3].map(() => restore(race.id, { "idempotency-key": randomUUID() })));
  assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [200, 409, 409]);
});

test("out of reach is 404, unknown callers are 401, without permission 403 (AZ-3)", async () => {
  const { id } = await register(service, frontDesk);
  const elsewhere = await trust.as({ facilities: [facilityB] });
  const statuses = async (who: object, target = id) => [
    (await deactivate(target, '"v1"', who)).statusCode,
    (await restore(target, {}, who)).statusCode,
  ];
  assert.deepEqual(await statuses(elsewhere), [404, 404]);
  assert.deepEqual(await statuses(frontDesk, randomUUID()), [404, 404]);
  assert.deepEqual(await statuses({}), [401, 401]);
  assert.deepEqual(await statuses(await trust.as({ roles: ["biller"] })), [403, 403]);
  const self = await trust.as({ roles: ["patient"], facilities: [], patientId: id });
  assert.deepEqual(await statuses(self), [403, 403]);
  assert.equal(
    (await deps.database.pool.query("SELECT status FROM patients WHERE id = $1", [id])).rows[0].status,
    "active",
  );
});

test("refusals hold nothing of the record (PRV-1)", async () => {
  const lastName = "Qzxmarker";
  const { id } = await register(service, frontDesk, { ...sampleBody, lastName });
  accountOf(id).balanceMinor = 4242n;
  for (const answer of [await deactivate(id), await restore(id), await deactivate(id, '"v7"')])
    assert.ok(!/Qzxmarker|4242/.test(answer.body) && !answer.body.includes(id), answer.body);
  assert.ok(!service.logLines.join("").includes(lastName));
});

test("with billing out of reach nothing changes and the answer is 503 with Retry-After; afterwards it works", async () => {
  const [active, inactive] = [await register(service, frontDesk), await register(service, frontDesk)];
  await deactivate(inactive.id);
  await billing.stop();
  for (const answer of [await deactivate(active.id), await restore(inactive.id)]) {
    assert.equal(answer.statusCode, 503);
    assert.ok(answer.headers["retry-after"]);
  }
  await billing.start();
  assert.equal((await read(active.id)).status, "active");
  assert.equal((await read(inactive.id)).status, "inactive");
  await until("the deactivation is done", async () => (await deactivate(active.id)).statusCode === 200);
  await until("the restoration is done", async () => (await restore(inactive.id)).statusCode === 200);
});
