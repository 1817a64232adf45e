/** What the README promises of Ctrl-C: the next start finds everything still there. */
import assert from "node:assert/strict";
import { before, suite, test } from "node:test";
import { until } from "@pms/kit/testing/until";
import { asAdmin, type Caller, callerWith, request, samplePatient } from "./caller.ts";
import { sharedSystem, type TestSystem } from "./start-system.ts";

let system: TestSystem;
suite("a restart", () => {
  before(async () => {
    system = await sharedSystem();
  });

  test("stopped and started again, everything is still there: record, history, balance, report, session (REL-1)", async () => {
    const admin = await asAdmin(system);
    const { body: patient } = await admin.post("/api/patients", samplePatient);
    const path = `/api/patients/${patient.id}`;
    const change = await admin.call("PATCH", path, { address: { city: "Salem" } }, { "if-match": '"v1"' });
    assert.equal(change.status, 200, change.text);
    const account = `/api/billing/accounts/${patient.billing.accountId}`;
    const charge = { code: "99213", description: "Office visit", serviceDate: "2026-01-05" };
    const posted = await admin.post(`${account}/charges`, {
      ...charge,
      amount: { amountMinor: 7_749, currency: "USD" },
    });
    assert.equal(posted.status, 201, posted.text);
    const report = "/api/analytics/reports/registrations?granularity=year";
    const counted = async (caller: Caller) =>
      (await caller.get(report)).body.rows.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
    const { body: registered } = await admin.get("/api/patients?total=true&limit=1");
    await until("analytics count every registration", async () => (await counted(admin)) === registered.page.total);
    const paths = [path, `${path}/history`, account, `${account}/transactions`];
    const before = await Promise.all(paths.map(async (each) => (await admin.get(each)).body));

    const { body: ledger } = await admin.get("/api/billing/trial-balance");

    await system.restart();
    await until("auth is ready", () => asAdmin(system).catch(() => undefined));

    const refreshed = await request(system.url, "POST", "/api/auth/refresh", {
      refreshToken: admin.tokens.refreshToken,
    });
    assert.equal(refreshed.status, 200, "the session goes on");
    const again = callerWith(system.url, refreshed.body.accessToken);
    assert.deepEqual(await Promise.all(paths.map(async (each) => (await again.get(each)).body)), before);
    const { body: trial } = await again.get("/api/billing/trial-balance");
    assert.equal(trial.difference.amountMinor, 0);
    assert.deepEqual(trial.accounts, ledger.accounts);
    assert.ok(trial.accounts.some(({ debit }: { debit: { amountMinor: number } }) => debit.amountMinor >= 7_749));
    assert.equal(await counted(again), registered.page.total);
  });
});
