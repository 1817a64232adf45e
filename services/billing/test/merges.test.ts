import assert from "node:assert/strict";
import { randomUUID, randomUUIDv7 } from "node:crypto";
import { after, test } from "node:test";
import { AccountStatus, type BillingAccount } from "@pms/contracts/gen/pms/billing/v1/billing";
import { callAs } from "@pms/kit/clients/rpc";
import type { TestCaller } from "@pms/kit/testing/tokens";
import { ClientError, Status } from "nice-grpc";
import {
  admin,
  auditsOf,
  call,
  charge,
  dayFromNow,
  eventsOf,
  facilityA,
  facilityB,
  getAccount,
  openAccount,
  payment,
  post,
  service,
  startBilling,
  usd,
} from "./support.ts";

const billing = await startBilling({ after });
const { client, trust, pool } = billing;
const asService = async () => callAs(await trust.token(service), 5_000);
const failsWith = (promise: Promise<unknown>, code: Status) =>
  assert.rejects(promise, (error: unknown) => error instanceof ClientError && error.code === code);

async function merge(survivor: BillingAccount, merged: BillingAccount, mergeId = randomUUIDv7(), dryRun = false) {
  const ids = { survivorPatientId: survivor.patientId, mergedPatientId: merged.patientId };
  return client.mergeBillingAccounts({ mergeId, ...ids, dryRun }, await asService());
}
async function unmerge(mergeId: string, moveTransactionIds: string[] = [], dryRun = false) {
  return client.unmergeBillingAccounts({ mergeId, moveTransactionIds, dryRun }, await asService());
}
const trialBalance = async (asOf?: string) =>
  (await call(billing, admin, "GET", `/api/billing/trial-balance${asOf ? `?asOf=${asOf}` : ""}`)).body;
const balanceOf = async ({ id }: { id: string }, asOf?: string) => {
  const { body } = await call(billing, admin, "GET", `/api/billing/accounts/${id}${asOf ? `?asOf=${asOf}` : ""}`);
  return [body.balance.amountMinor, body.payerBalance.amountMinor];
};
const integrity = async () => (await call(billing, admin, "GET", "/api/billing/integrity")).body;

test("a merge moves patient's and payer's part, closes the one with a pointer, and rewrites nothing", async () => {
  const [survivor, merged] = [await openAccount(billing), await openAccount(billing)];
  await post(billing, survivor.id, "charges", charge(1_000));
  const old = await post(billing, merged.id, "charges", charge(12_000, { responsibility: "payer" }));
  await post(billing, merged.id, "payments", payment(5_000));
  const before = [await trialBalance(), await trialBalance("2026-03-01")];
  const preview = await merge(survivor, merged, randomUUIDv7(), true);
  assert.deepEqual([preview.movedMinor, preview.movedPayerMinor], [7_000n, 12_000n]);
  assert.equal((await getAccount(billing, merged.id)).status, "active", "a preview changes nothing");
  const mergeId = randomUUIDv7();
  const done = await merge(survivor, merged, mergeId);
  assert.equal(done.merged?.status, AccountStatus.CLOSED);
  assert.deepEqual(await balanceOf(merged), [0, 0]);
  assert.deepEqual(await balanceOf(survivor), [8_000, 12_000]);
  assert.equal((await getAccount(billing, merged.id)).mergedInto, survivor.id);
  assert.deepEqual([await trialBalance(), await trialBalance("2026-03-01")], before);
  // What was owed on a day before is what it was.
  assert.deepEqual(await balanceOf(merged, "2026-03-01"), [7_000, 12_000]);
  const again = await merge(survivor, merged, mergeId);
  assert.equal(again.survivor?.balanceMinor, 8_000n, "again it changes nothing");
  const { body: list } = await call(billing, admin, "GET", `/api/billing/accounts/${merged.id}/transactions`);
  assert.deepEqual(
    list.data.map(({ type, direction, reference, number }: Record<string, unknown>) => [
      type,
      direction,
      reference,
      number,
    ]),
    [
      ["transfer", "to-account", survivor.id, 3],
      ["payment", undefined, undefined, 2],
      ["charge", undefined, undefined, 1],
    ],
  );
  const events = await eventsOf(billing, merged.id);
  assert.deepEqual(
    events.slice(-2).map(({ type }) => type),
    ["TransactionPosted", "BillingAccountClosed"],
  );
  const audits = await auditsOf(billing, merged.patientId);
  assert.ok(audits.some(({ action, details }) => action === "billing.merge-accounts" && details.merge === mergeId));
  const refused = await call(billing, admin, "POST", `/api/billing/accounts/${merged.id}/charges`, charge(100));
  assert.equal(refused.status, 409);
  assert.match(refused.body.detail, new RegExp(survivor.id));
  const moved = list.data[0].id;
  for (const id of [moved, old.id]) {
    const reversal = await call(billing, admin, "POST", `/api/billing/transactions/${id}/reversal`, { reason: "no" });
    assert.ok([409, 422].includes(reversal.status), "neither the move nor what was moved is reversed");
  }
  await failsWith(client.reopenBillingAccount({ accountId: merged.id }, await asService()), Status.FAILED_PRECONDITION);
  assert.equal((await integrity()).ok, true);
});

test("a deposit is paid back from where it went, and no more than it", async () => {
  const [survivor, merged] = [await openAccount(billing), await openAccount(billing)];
  await post(billing, merged.id, "payments", payment(3_000));
  await merge(survivor, merged);
  assert.deepEqual(await balanceOf(survivor), [-3_000, 0]);
  const refund = { amount: usd(3_000), method: "card", reasonCode: "overpaid" };
  const path = `/api/billing/accounts/${survivor.id}/refunds`;
  assert.equal((await call(billing, admin, "POST", path, { ...refund, amount: usd(3_001) })).status, 422);
  const answer = await call(billing, admin, "POST", path, refund);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  assert.equal((await integrity()).ok, true);
});

test("an unmerge leaves every balance of every day as if there had been no merge, and moves what it is told", async () => {
  const [survivor, merged] = [await openAccount(billing), await openAccount(billing)];
  await post(billing, survivor.id, "charges", charge(1_000));
  await post(billing, merged.id, "charges", charge(9_000));
  const days = ["2026-01-14", "2026-01-15", "2026-06-01", dayFromNow(0)];
  const state = async () => {
    const all = days.map(async (day) => [
      await balanceOf(survivor, day),
      await balanceOf(merged, day),
      await trialBalance(day),
    ]);
    return Promise.all(all);
  };
  const before = await state();
  const mergeId = randomUUIDv7();
  await merge(survivor, merged, mergeId);
  assert.deepEqual((await unmerge(mergeId, [], true)).postedSince, []);
  await unmerge(mergeId);
  assert.deepEqual(await state(), before);
  assert.equal((await getAccount(billing, merged.id)).status, "active");
  assert.equal((await getAccount(billing, merged.id)).mergedInto, undefined);
  await unmerge(mergeId);
  assert.deepEqual(await state(), before, "again it changes nothing");
  await failsWith(merge(survivor, merged, mergeId), Status.FAILED_PRECONDITION);

  const second = randomUUIDv7();
  await merge(survivor, merged, second);
  const [kept, moved] = [
    await post(billing, survivor.id, "charges", charge(10, { serviceDate: "2026-05-01" })),
    await post(billing, survivor.id, "charges", charge(700, { serviceDate: "2026-05-02", responsibility: "payer" })),
  ];
  const preview = await unmerge(second, [], true);
  assert.deepEqual(preview.postedSince.map(({ id }) => id).sort(), [kept.id, moved.id].sort());
  await failsWith(unmerge(second, [randomUUID()]), Status.FAILED_PRECONDITION);
  assert.equal((await getAccount(billing, merged.id)).status, "closed", "nothing was done by halves");
  await unmerge(second, [moved.id]);
  assert.deepEqual(await balanceOf(merged), [9_700, 700]);
  assert.deepEqual(await balanceOf(survivor), [1_010, 0]);
  assert.deepEqual(await balanceOf(merged, "2026-05-01"), [9_000, 0]);
  assert.deepEqual(await balanceOf(merged, "2026-05-02"), [9_700, 700]);
  assert.equal((await integrity()).ok, true);
});

test("a debt is as old after a merge as it was before, and each is one account's", async () => {
  const [survivor, merged] = [await openAccount(billing), await openAccount(billing)];
  const aged = async () => {
    const { body } = await call(billing, admin, "GET", "/api/billing/aging");
    return body;
  };
  const before = await aged();
  await post(billing, survivor.id, "charges", charge(500, { serviceDate: dayFromNow(-1) }));
  await post(billing, merged.id, "charges", charge(9_000, { serviceDate: dayFromNow(-400) }));
  await post(billing, merged.id, "payments", payment(1_000, { receivedOn: dayFromNow(-2) }));
  const apart = await aged();
  assert.notDeepEqual(apart, before);
  const mergeId = randomUUIDv7();
  await merge(survivor, merged, mergeId);
  const amounts = (value: unknown) => JSON.stringify(value).match(/"amountMinor":-?\d+/g);
  assert.deepEqual(amounts(await aged()), amounts(apart));
  await unmerge(mergeId);
  assert.deepEqual({ ...(await aged()), asOf: undefined }, { ...apart, asOf: undefined });
});

test("a merge that is undone before it arrives does nothing when it comes late", async () => {
  const [survivor, merged] = [await openAccount(billing), await openAccount(billing)];
  const mergeId = randomUUIDv7();
  await unmerge(mergeId);
  await failsWith(merge(survivor, merged, mergeId), Status.FAILED_PRECONDITION);
  assert.equal((await getAccount(billing, merged.id)).status, "active");
  await failsWith(unmerge(randomUUIDv7(), [], true), Status.NOT_FOUND);
});

test("both directions and the same merge at once: one wins, money is where it was once", async () => {
  const [a, b] = [await openAccount(billing), await openAccount(billing)];
  await post(billing, a.id, "charges", charge(100));
  await post(billing, b.id, "charges", charge(20));
  const [one, other] = [randomUUIDv7(), randomUUIDv7()];
  const tries = [merge(a, b, one), merge(b, a, other), merge(a, b, one), merge(b, a, other)];
  const done = (await Promise.allSettled(tries)).filter(({ status }) => status === "fulfilled");
  assert.ok(done.length >= 1);
  const rows = await pool.query("SELECT id, merged_into, balance_minor FROM accounts WHERE id = ANY ($1)", [
    [a.id, b.id],
  ]);
  assert.equal(rows.rows.filter(({ merged_into }) => merged_into !== null).length, 1);
  assert.deepEqual(
    rows.rows.map(({ balance_minor }) => Number(balance_minor)).sort((x, y) => x - y),
    [0, 120],
  );
});

test("A into B, then B into C: A points on, and goes back only from the end", async () => {
  const [a, b, c] = [await openAccount(billing), await openAccount(billing), await openAccount(billing)];
  await post(billing, a.id, "charges", charge(1));
  await post(billing, b.id, "charges", charge(20));
  const [first, second] = [randomUUIDv7(), randomUUIDv7()];
  await merge(b, a, first);
  await merge(c, b, second);
  assert.deepEqual(await balanceOf(c), [21, 0]);
  await failsWith(merge(a, c), Status.FAILED_PRECONDITION);
  await failsWith(unmerge(first), Status.FAILED_PRECONDITION);
  await unmerge(second);
  await unmerge(first);
  assert.deepEqual(
    [await balanceOf(a), await balanceOf(b), await balanceOf(c)],
    [
      [1, 0],
      [20, 0],
      [0, 0],
    ],
  );
});

test("whose own account was merged sees the survivor's; two owners are refused", async () => {
  const [owner, other] = [randomUUID(), randomUUID()];
  const survivor = await openAccount(billing);
  const merged = await openAccount(billing, { ownerUserId: owner });
  const strangers = await openAccount(billing, { ownerUserId: other });
  const patient: TestCaller = { id: owner, roles: ["patient"], facilities: [facilityA] };
  const linked: TestCaller = { id: randomUUID(), roles: ["patient"], facilities: [], patientId: merged.patientId };
  const path = `/api/billing/accounts/${survivor.id}`;
  for (const caller of [patient, linked]) assert.equal((await call(billing, caller, "GET", path)).status, 404);
  const mergeId = randomUUIDv7();
  await merge(survivor, merged, mergeId);
  for (const caller of [patient, linked]) assert.equal((await call(billing, caller, "GET", path)).status, 200);
  await failsWith(merge(survivor, strangers), Status.FAILED_PRECONDITION);
  await unmerge(mergeId);
  for (const caller of [patient, linked]) assert.equal((await call(billing, caller, "GET", path)).status, 404);
  const own = await call(billing, patient, "GET", `/api/billing/accounts/${merged.id}`);
  assert.equal(own.body.status, "active");
});

test("an account that is pending or closed, and who may not, are refused", async () => {
  const [survivor, merged] = [await openAccount(billing), await openAccount(billing, { facilityId: facilityB })];
  await failsWith(merge(survivor, { ...merged, patientId: randomUUIDv7() }), Status.NOT_FOUND);
  await failsWith(merge(survivor, survivor), Status.INVALID_ARGUMENT);
  const clerk: TestCaller = { id: randomUUID(), roles: ["front-desk"], facilities: [facilityA] };
  const ids = { mergeId: randomUUIDv7(), survivorPatientId: survivor.patientId, mergedPatientId: merged.patientId };
  const asClerk = callAs(await trust.token(clerk), 5_000);
  await failsWith(client.mergeBillingAccounts(ids, asClerk), Status.PERMISSION_DENIED);
  await failsWith(client.unmergeBillingAccounts({ mergeId: ids.mergeId }, asClerk), Status.PERMISSION_DENIED);
  await client.closeBillingAccount({ accountId: merged.id }, await asService());
  await failsWith(merge(survivor, merged), Status.FAILED_PRECONDITION);
});
