import assert from "node:assert/strict";
import { randomUUIDv7 } from "node:crypto";
import { after, test } from "node:test";
import { eventCodecs } from "@pms/contracts/events/events";
import { AccountStatus, type BillingAccount } from "@pms/contracts/gen/pms/billing/v1/billing";
import type { PatientBatchResult } from "@pms/contracts/patients/batches";
import type { Patient } from "@pms/contracts/patients/patient";
import type { Reconciliation } from "@pms/contracts/patients/reconciliation";
import { until } from "@pms/kit/testing/until";
import { ServerError, Status } from "nice-grpc";
import { sampleBody, startPatientService } from "./support/patient-service.ts";

const service = await startPatientService({ after });
const { app, deps, trust, billing, facilityA } = service;
const admin = await trust.as({ roles: ["admin"], defaultFacilityId: facilityA });

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

const send = (method: "DELETE" | "POST", path: string, headers: Record<string, string> = {}) =>
  app.inject({ method, url: `/api/patients/${path}`, headers: { ...admin, ...headers } });
const deactivate = (id: string) => send("DELETE", id, { "if-match": '"v1"' });
const restore = (id: string) => send("POST", `${id}/restore`);

/** A patient of the test's own, with the account that billing has. */
async function registerOne(): Promise<{ id: string; account: BillingAccount }> {
  const [patient] = await register(1);
  const account = billing.accounts.get(patient?.id ?? "");
  assert.ok(patient && account);
  return { id: patient.id, account };
}
/** Billing does what it is asked, and dies before it says so. */
async function answersLost(during: () => Promise<{ statusCode: number }>) {
  billing.beforeAnswer = async () => {
    throw new ServerError(Status.UNAVAILABLE, "gone");
  };
  assert.equal((await during()).statusCode, 503);
  billing.beforeAnswer = undefined;
}
const audits = () =>
  service.published
    .filter(({ type }) => type === "AuditRecorded")
    .flatMap(({ payload }) => eventCodecs.AuditRecorded.decode(payload).events)
    .filter(({ action }) => action === "patient.reconcile-accounts");
/** The audit event of a comparison that found so many under this name. */
const audited = (name: string, count: number) =>
  until("the audit has the count", () => audits().find(({ details }) => details[name] === String(count)));

const nothingFound = {
  missingAccounts: 0,
  repairedAccounts: 0,
  closedOrphanAccounts: 0,
  orphanAccounts: [],
  reopenedAccounts: 0,
  closedAccounts: 0,
  unsettledAccounts: [],
  movedAccounts: 0,
  leftAccounts: 0,
  unpublishedEvents: 0,
};

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

test("an account of nobody without a balance is closed, once (REL-3)", async () => {
  const { account } = await registerOne();
  const orphan = { ...account, id: randomUUIDv7(), patientId: randomUUIDv7() };
  billing.accounts.set(orphan.patientId, orphan);
  const report = await reconcile();
  assert.deepEqual({ ...report, ...nothingFound, closedOrphanAccounts: 1 }, report);
  assert.equal(orphan.status, AccountStatus.CLOSED);
  await audited("closedOrphanAccounts", 1);
  assert.equal((await reconcile()).closedOrphanAccounts, 0);
  billing.accounts.delete(orphan.patientId);
});

test("what billing could not publish is counted with what we could not", async () => {
  billing.overdueEvents = 3;
  assert.equal((await reconcile()).unpublishedEvents, 3);
  billing.overdueEvents = 0;
});

test("an account of nobody that has a balance is reported and left alone (REL-3)", async () => {
  const [patient] = await register(1);
  const account = billing.accounts.get(patient?.id ?? "");
  assert.ok(account);
  const orphan = { ...account, id: randomUUIDv7(), patientId: randomUUIDv7(), balanceMinor: 5n };
  billing.accounts.set(orphan.patientId, orphan);
  for (let round = 0; round < 2; round += 1)
    assert.deepEqual((await reconcile()).orphanAccounts, [{ accountId: orphan.id, patientId: orphan.patientId }]);
  billing.accounts.delete(orphan.patientId);
});

test("an active patient whose deactivation closed the account and was never stored has it open again (REL-3)", async () => {
  const [interrupted, deactivated] = [await registerOne(), await registerOne()];
  assert.equal((await deactivate(deactivated.id)).statusCode, 200);
  await answersLost(() => deactivate(interrupted.id));
  const before = await read(interrupted.id);
  assert.deepEqual([before.status, interrupted.account.status], ["active", AccountStatus.CLOSED]);

  const report = await reconcile();
  assert.deepEqual({ ...report, ...nothingFound, reopenedAccounts: 1 }, report);
  assert.equal(interrupted.account.status, AccountStatus.ACTIVE);
  assert.deepEqual(await read(interrupted.id), before);
  assert.equal(deactivated.account.status, AccountStatus.CLOSED);
  await audited("reopenedAccounts", 1);
  assert.equal((await reconcile()).reopenedAccounts, 0);
});

test("an inactive patient whose restoration opened the account and was never stored has it closed again (REL-3)", async () => {
  const { id, account } = await registerOne();
  await deactivate(id);
  await answersLost(() => restore(id));
  assert.deepEqual([(await read(id)).status, account.status], ["inactive", AccountStatus.ACTIVE]);

  const report = await reconcile();
  assert.deepEqual({ ...report, ...nothingFound, closedAccounts: 1 }, report);
  assert.deepEqual([(await read(id)).status, account.status], ["inactive", AccountStatus.CLOSED]);
  await audited("closedAccounts", 1);
  assert.equal((await reconcile()).closedAccounts, 0);
});

test("an inactive patient's open account with a balance is reported and left alone (REL-3)", async () => {
  const { id, account } = await registerOne();
  await deactivate(id);
  Object.assign(account, { status: AccountStatus.ACTIVE, balanceMinor: 4242n });
  for (let round = 0; round < 2; round += 1) {
    const report = await reconcile();
    const unsettledAccounts = [{ accountId: account.id, patientId: id }];
    assert.deepEqual({ ...report, ...nothingFound, unsettledAccounts }, report);
  }
  await audited("unsettledAccounts", 1);
  assert.equal(account.status, AccountStatus.ACTIVE);
  account.balanceMinor = 0n;
  assert.equal((await reconcile()).closedAccounts, 1);
});

test("the lost account of an inactive patient is there again, and closed (REL-3)", async () => {
  const { id } = await registerOne();
  await deactivate(id);
  billing.accounts.delete(id);
  const report = await reconcile();
  const counts = { missingAccounts: 1, repairedAccounts: 1, closedAccounts: 1 };
  assert.deepEqual({ ...report, ...nothingFound, ...counts }, report);
  assert.equal(billing.accounts.get(id)?.status, AccountStatus.CLOSED);
  assert.deepEqual(await reconcile(), { ...nothingFound, checkedPatients: report.checkedPatients });
});

test("an account at another facility than its patient's is moved there (REL-3)", async () => {
  const { id, account } = await registerOne();
  account.facilityId = randomUUIDv7();
  const report = await reconcile();
  assert.deepEqual({ ...report, ...nothingFound, movedAccounts: 1 }, report);
  assert.deepEqual([account.facilityId, account.patientVersion], [facilityA, 1n]);
  await audited("movedAccounts", 1);

  await deactivate(id);
  Object.assign(account, { facilityId: randomUUIDv7(), status: AccountStatus.ACTIVE });
  const both = await reconcile();
  assert.deepEqual({ ...both, ...nothingFound, movedAccounts: 1, closedAccounts: 1 }, both);
  assert.deepEqual([account.facilityId, account.patientVersion], [facilityA, 2n]);
});

test("an account that has followed a version which a restored backup does not have follows the next again (REL-3)", async () => {
  const { account } = await registerOne();
  account.patientVersion = 7n;
  const report = await reconcile();
  assert.deepEqual({ ...report, ...nothingFound }, report);
  assert.equal(account.patientVersion, 1n);
});

test("a deactivation or restoration that is under way is waited for, and its account left as it leaves it (REL-3)", async () => {
  const { id, account } = await registerOne();
  for (const [change, status] of [
    [deactivate, AccountStatus.CLOSED],
    [restore, AccountStatus.ACTIVE],
  ] as const) {
    const reached = Promise.withResolvers<void>();
    const proceed = Promise.withResolvers<void>();
    billing.beforeAnswer = async () => {
      billing.beforeAnswer = undefined;
      reached.resolve();
      await proceed.promise;
    };
    const changing = change(id);
    await reached.promise;
    let compared = false;
    const comparing = reconcile().finally(() => {
      compared = true;
    });
    await until("the lock is waited for", async () => compared || (await someoneWaitsForALock()));
    proceed.resolve();
    assert.equal((await changing).statusCode, 200);
    const report = await comparing;
    assert.deepEqual({ ...report, ...nothingFound }, report);
    assert.equal(account.status, status);
  }
});

async function someoneWaitsForALock(): Promise<boolean> {
  const { rows } = await deps.database.pool.query(
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return rows.length > 0;
}

test("a patient who is registered while accounts are compared is not taken for one without account", async () => {
  await register(1);
  billing.beforePage = async () => {
    billing.beforePage = undefined;
    await register(1);
  };
  const { missingAccounts, repairedAccounts, orphanAccounts } = await reconcile();
  assert.deepEqual(
    { missingAccounts, repairedAccounts, orphanAccounts },
    { missingAccounts: 0, repairedAccounts: 0, orphanAccounts: [] },
  );
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

test("the comparison is audited, and is for those who see every facility", async () => {
  await reconcile();
  await audited("orphanAccounts", 0);
  assert.equal((await ask({})).statusCode, 401);
  assert.equal((await ask(await trust.as({ roles: ["front-desk"] }))).statusCode, 403);
  assert.equal((await ask(await trust.as({ roles: ["admin"], facilities: [facilityA] }))).statusCode, 403);
});

test("a second comparison beside the first is refused, and possible afterwards", async () => {
  await register(1);
  const second = Promise.withResolvers<number>();
  billing.beforePage = async () => {
    billing.beforePage = undefined;
    second.resolve((await ask()).statusCode);
  };
  await reconcile();
  assert.equal(await second.promise, 409);
  await reconcile();
});

test("a comparison ends when its caller has gone, and says what it did until then", async () => {
  await register(3);
  const base = await app.listen({ host: "127.0.0.1", port: 0 });
  const orphans = Array.from({ length: 3 }, () => ({ id: randomUUIDv7(), patientId: randomUUIDv7() }));
  const [some] = billing.accounts.values();
  assert.ok(some);
  for (const orphan of orphans) billing.accounts.set(orphan.patientId, { ...some, ...orphan, version: 77n });
  const caller = new AbortController();
  const gone = Promise.withResolvers<void>();
  app.server.once("request", (_request, response) => response.once("close", gone.resolve));
  billing.beforeAnswer = async () => {
    billing.beforeAnswer = undefined;
    caller.abort();
    await gone.promise;
  };
  const headers = { ...admin, "content-type": "application/json" };
  const sent = { method: "POST", headers, body: "{}", signal: caller.signal };
  await assert.rejects(fetch(`${base}/api/patients/reconciliation`, sent), { name: "AbortError" });
  await until("it answers again", async () => (await ask()).statusCode === 200);
  const closed = await until("the audit tells of closed accounts", () => {
    const counts = audits().map(({ details }) => details.closedOrphanAccounts);
    return counts.at(-1) === "2" && counts;
  });
  assert.equal(closed.at(-2), "1");
  for (const { patientId } of orphans) billing.accounts.delete(patientId);
});

test("without billing there is an answer that says so", async () => {
  await billing.stop();
  assert.equal((await ask()).statusCode, 503);
  await billing.start();
  await until("it answers again", async () => (await ask()).statusCode === 200);
});

test("events whose publication is overdue are counted, and no others (REL-3)", async () => {
  await deps.relay.stop();
  const enqueue = (count: number, ageSeconds: number) =>
    deps.database.pool.query(
      `INSERT INTO outbox (topic, key, type, payload, occurred_at)
       SELECT 'patient.events', gen_random_uuid()::text, 'PatientUpdated', '', now() - make_interval(secs => $2)
       FROM generate_series(1, $1)`,
      [count, ageSeconds],
    );
  await deps.database.pool.query("DELETE FROM outbox");
  await enqueue(4, 0);
  assert.equal((await reconcile()).unpublishedEvents, 0);
  await enqueue(3, 6);
  assert.equal((await reconcile()).unpublishedEvents, 3);
});
