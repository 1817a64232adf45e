/** Two records of one person, through the gateway, on real processes: there, seen by all, and back. */
import assert from "node:assert/strict";
import { before, suite, test } from "node:test";
import { until } from "@pms/kit/testing/until";
import { asAdmin, type Caller, newUser, samplePatient } from "./caller.ts";
import { sharedSystem } from "./start-system.ts";

let admin: Caller;
let facilityId: string;
let clerk: Caller;
const usd = (amountMinor: number) => ({ amountMinor, currency: "USD" });

suite("merging two records of one person", () => {
  before(async () => {
    const system = await sharedSystem({ RATE_LIMITS: "off" });
    admin = await asAdmin(system);
    facilityId = (await admin.post("/api/facilities", { name: "Where records are merged" })).body.id;
    clerk = await newUser(system, admin, "front-desk", [facilityId]);
  });

  async function register(more: object, amountMinor: number) {
    const { body } = await until("the facility is known", async () => {
      const answer = await admin.post("/api/patients", { ...samplePatient, facilityId, ...more });
      return answer.status === 201 && answer;
    });
    const charge = { amount: usd(amountMinor), code: "99213", description: "Visit", serviceDate: "2026-01-15" };
    const posted = await admin.post(`/api/billing/accounts/${body.billing.accountId}/charges`, charge);
    assert.equal(posted.status, 201, posted.text);
    return body;
  }
  const figures = async () => {
    const count = async (report: string) => {
      const { body } = await admin.get(`/api/analytics/reports/${report}facilityId=${facilityId}`);
      return body?.rows?.reduce((sum: number, row: { count: number }) => sum + row.count, 0);
    };
    return Promise.all([count("registrations?granularity=year&"), count("geography?"), count("balances?")]);
  };
  const balances = async (...ids: string[]) =>
    Promise.all(
      ids.map(async (id) => (await admin.get(`/api/billing/patients/${id}/account`)).body.balance.amountMinor),
    );
  const trialBalance = async () => (await admin.get("/api/billing/trial-balance")).body;
  const ended = (id: string, status: string) =>
    until(`the merge is ${status}`, async () => (await admin.get(`/api/patients/merges/${id}`)).body.status === status);

  test("balance, ledger, figures and search follow, and undoing leaves them as if it had not been", async () => {
    const survivor = await register({}, 1_000);
    const merged = await register({ lastName: "Doh", registeredOn: "2026-01-10" }, 250);
    await until("both are counted", async () => String(await figures()) === "2,2,2");
    const ledger = await trialBalance();
    const path = `/api/patients/${survivor.id}/merge`;
    const body = { mergedId: merged.id, reason: "one person, two spellings" };
    const version = { "if-match": '"v1"' };
    const preview = await admin.call("POST", path, { ...body, dryRun: true }, version);
    assert.equal(preview.body.billing.balanceAfter.amountMinor, 1_250, preview.text);
    assert.equal((await clerk.call("POST", path, body, version)).status, 403);
    const begun = await admin.call("POST", path, body, version);
    assert.equal(begun.status, 202, begun.text);
    await ended(begun.body.id, "done");

    assert.deepEqual(await balances(survivor.id, merged.id), [1_250, 0]);
    assert.deepEqual(await trialBalance(), ledger);
    await until("the person is counted once", async () => String(await figures()) === "1,1,1");
    const seen = await clerk.get(`/api/patients/${merged.id}`);
    assert.deepEqual([seen.status, seen.body.status, seen.body.mergedInto], [200, "merged", survivor.id]);
    const found = await clerk.post("/api/patients/search", { mrn: merged.mrn });
    assert.equal(found.body.data[0].patient.mergedInto, survivor.id);
    const refused = await admin.post(`/api/billing/accounts/${merged.billing.accountId}/payments`, {
      amount: usd(10),
      method: "cash",
    });
    assert.equal(refused.status, 409);
    assert.match(refused.body.detail, new RegExp(survivor.billing.accountId));
    await until("the audit knows of it", async () => {
      const log = await admin.get(`/api/patients/${merged.id}/access-log`);
      return log.body.data?.some(({ acts }: { acts: { action: string }[] }) =>
        acts.some(({ action }) => action === "patient.merge"),
      );
    });

    const undo = `/api/patients/merges/${begun.body.id}/undo`;
    assert.equal((await admin.post(undo, { reason: "two persons after all" })).status, 202);
    await ended(begun.body.id, "undone");
    assert.deepEqual(await balances(survivor.id, merged.id), [1_000, 250]);
    assert.deepEqual(await trialBalance(), ledger);
    await until("both are counted again", async () => String(await figures()) === "2,2,2");
    assert.equal((await clerk.get(`/api/patients/${merged.id}`)).body.status, "active");
  });
});
