import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import type { TestCaller } from "@pms/kit/testing/tokens";
import { until } from "@pms/kit/testing/until";
import {
  admin,
  auditsOf,
  call,
  charge,
  facilityA,
  facilityB,
  getAccount,
  openAccount,
  post,
  startBilling,
  usd,
} from "./support.ts";

const billing = await startBilling({ after });
const billerA: TestCaller = { id: randomUUID(), roles: ["biller", "admin"], facilities: [facilityA] };
const get = (caller: TestCaller | null, path: string) => call(billing, caller, "GET", `/api/billing/${path}`);

/** Every route about one account, as [method, path, body]. */
function routesOf(
  account: { id: string; patientId: string },
  transactionId: string,
): ["GET" | "POST", string, object?][] {
  const amount = usd(1);
  return [
    ["GET", `accounts/${account.id}`],
    ["GET", `accounts/${account.id}?asOf=2026-01-01`],
    ["GET", `patients/${account.patientId}/account`],
    ["GET", `accounts/${account.id}/transactions`],
    ["GET", `transactions/${transactionId}`],
    ["POST", `accounts/${account.id}/charges`, charge(1)],
    ["POST", `accounts/${account.id}/payments`, { amount, method: "cash" }],
    ["POST", `accounts/${account.id}/adjustments`, { amount, direction: "debit", reasonCode: "x" }],
    ["POST", `accounts/${account.id}/refunds`, { amount, method: "cash", reasonCode: "x" }],
    ["POST", `accounts/${account.id}/transfers`, { amount, direction: "to-payer" }],
    ["POST", `transactions/${transactionId}/reversal`, { reason: "x" }],
  ];
}

test("another facility's account is 404 on every path, the same as one that is missing (AZ-3)", async () => {
  const account = await openAccount(billing, { facilityId: facilityB });
  const { id: transactionId } = await post(billing, account.id, "charges", charge(1_000));
  const missing = routesOf({ id: randomUUID(), patientId: randomUUID() }, randomUUID());
  for (const [index, [method, path, body]] of routesOf(account, transactionId).entries()) {
    const answer = await call(billing, billerA, method, `/api/billing/${path}`, body);
    assert.equal(answer.status, 404, `${method} ${path}`);
    const other = missing[index];
    assert.ok(other);
    const absent = await call(billing, billerA, other[0], `/api/billing/${other[1]}`, other[2]);
    assert.deepEqual({ ...answer.body, requestId: "" }, { ...absent.body, requestId: "" });
  }
  assert.deepEqual((await getAccount(billing, account.id)).balance, usd(1_000));
});

test("reaching for another facility's account leaves a trace on every path (AUD-1)", async () => {
  const account = await openAccount(billing, { facilityId: facilityB });
  const { id: transactionId } = await post(billing, account.id, "charges", charge(1_000));
  const curious: TestCaller = { ...billerA, id: randomUUID() };
  const routes = routesOf(account, transactionId);
  for (const [method, path, body] of routes) await call(billing, curious, method, `/api/billing/${path}`, body);
  const refused = await until("the refusals are in the audit", async () => {
    const found = (await auditsOf(billing)).filter(({ actorId }) => actorId === curious.id);
    return found.length >= routes.length && found;
  });
  assert.equal(refused.length, routes.length);
  assert.ok(refused.every(({ outcome }) => outcome === "refused"));
  const reached = [account.id, account.patientId, transactionId];
  assert.ok(refused.every(({ resourceId }) => reached.includes(resourceId)));
});

test("who owes most is listed at one's own facilities, in one order over all of them", async () => {
  const own = [randomUUID(), randomUUID()];
  const owed = [300, 200, 900, 100];
  const opened: string[] = [];
  for (const [index, amountMinor] of owed.entries()) {
    const { id } = await openAccount(billing, { facilityId: own[index % 2] ?? "" });
    await post(billing, id, "charges", charge(amountMinor));
    opened.push(id);
  }
  const listOf = async (facilities: string[]) => {
    const biller: TestCaller = { id: randomUUID(), roles: ["biller"], facilities };
    const ids: string[] = [];
    for (let cursor = ""; ; ) {
      const { body } = await get(biller, `accounts?sort=-balance&status=active&limit=1${cursor}`);
      ids.push(...body.data.map(({ id }: { id: string }) => id));
      if (body.page.nextCursor === null) return ids;
      cursor = `&cursor=${body.page.nextCursor}`;
    }
  };
  const [a, b, c, d] = opened;
  assert.deepEqual(await listOf(own), [c, a, b, d]);
  assert.deepEqual(await listOf(own.slice(1)), [b, d]);
  assert.deepEqual(await listOf([]), []);
});

test("lists, counts and the trial balance leave out other facilities (AZ-3)", async () => {
  const own = await openAccount(billing, { facilityId: facilityA });
  const other = await openAccount(billing, { facilityId: facilityB });
  const before = (await get(billerA, "trial-balance")).body;
  await post(billing, other.id, "charges", charge(77_777));
  assert.deepEqual((await get(billerA, "trial-balance")).body, before);
  await post(billing, own.id, "charges", charge(5));
  const revenue = (body: { accounts: { account: string; credit: { amountMinor: number } }[] }) =>
    body.accounts.find(({ account }) => account === "revenue:visits")?.credit.amountMinor ?? 0;
  assert.equal(revenue((await get(billerA, "trial-balance")).body), revenue(before) + 5);
  const list = (await get(billerA, "accounts?limit=200&total=true")).body;
  assert.ok(list.data.every(({ facilityId }: { facilityId: string }) => facilityId === facilityA));
  assert.equal(list.page.total, list.data.length);
  assert.ok(list.data.some(({ id }: { id: string }) => id === own.id));
  assert.equal((await get({ ...billerA, facilities: [] }, "accounts?total=true")).body.page.total, 0);
});

test("a batch can't reach another facility's patients, and a posting can't name another facility (AZ-3)", async () => {
  const own = await openAccount(billing, { facilityId: facilityA });
  const other = await openAccount(billing, { facilityId: facilityB });
  const transactions = [{ type: "charge", externalId: "1", patientId: other.patientId, ...charge(1) }];
  const { body } = await call(billing, billerA, "POST", "/api/billing/batches", { source: randomUUID(), transactions });
  assert.equal(body.results[0].problem.status, 404);
  const elsewhere = charge(1, { facilityId: facilityB });
  const answer = await call(billing, billerA, "POST", `/api/billing/accounts/${own.id}/charges`, elsewhere);
  assert.equal(answer.status, 422);
});

test("a patient sees their own account alone, by link or by having registered it (AZ-3)", async () => {
  const userId = randomUUID();
  const registered = await openAccount(billing, { ownerUserId: userId });
  const linked = await openAccount(billing);
  const foreign = await openAccount(billing);
  const { id: transactionId } = await post(billing, foreign.id, "charges", charge(9));
  const patient: TestCaller = { id: userId, roles: ["patient"], facilities: "all", patientId: linked.patientId };
  assert.equal((await get(patient, `accounts/${registered.id}`)).status, 200);
  assert.equal((await get(patient, `patients/${linked.patientId}/account`)).status, 200);
  for (const [method, path] of routesOf(foreign, transactionId).filter(([method]) => method === "GET"))
    assert.equal((await call(billing, patient, method, `/api/billing/${path}`)).status, 404, path);
  const list = (await get(patient, "accounts?total=true")).body;
  assert.deepEqual(new Set(list.data.map(({ id }: { id: string }) => id)), new Set([registered.id, linked.id]));
  assert.equal(list.page.total, 2);
  assert.deepEqual((await get(patient, "trial-balance")).body.accounts, []);
});

test("without a token 401; without the permission 403 on each route, and the refusal is audited (AUD-1)", async () => {
  const account = await openAccount(billing);
  const { id: transactionId } = await post(billing, account.id, "charges", charge(5));
  const routes = routesOf(account, transactionId);
  const auditor: TestCaller = { id: randomUUID(), roles: ["auditor"], facilities: "all" };
  const clinician: TestCaller = { id: randomUUID(), roles: ["clinician"], facilities: "all" };
  const frontDesk: TestCaller = { id: randomUUID(), roles: ["front-desk"], facilities: "all" };
  for (const [method, path, body] of [...routes, ["GET", "trial-balance"], ["GET", "accounts"]] as typeof routes) {
    assert.equal((await call(billing, null, method, `/api/billing/${path}`, body)).status, 401, path);
    assert.equal((await call(billing, auditor, method, `/api/billing/${path}`, body)).status, 403, path);
    if (method === "POST")
      assert.equal((await call(billing, clinician, method, `/api/billing/${path}`, body)).status, 403, path);
    if (/adjustments|refunds|reversal/.test(path))
      assert.equal((await call(billing, frontDesk, method, `/api/billing/${path}`, body)).status, 403, path);
  }
  const batch = { source: "x", transactions: [{}] };
  assert.equal(
    (await call(billing, { ...billerA, roles: ["biller"] }, "POST", "/api/billing/batches", batch)).status,
    403,
  );
  await until("the refusal is in the audit", async () =>
    (await auditsOf(billing)).some(({ actorId, action }) => actorId === auditor.id && action === "access.refused"),
  );
});

test("a read is audited with who and which patient (AUD-1)", async () => {
  const account = await openAccount(billing);
  await get(admin, `patients/${account.patientId}/account`);
  await get(admin, `accounts/${account.id}/transactions`);
  const actions = await until("all acts are in the audit", async () => {
    const found = (await auditsOf(billing, account.patientId)).filter(({ actorId }) => actorId === admin.id);
    return found.length >= 2 && found.map(({ action }) => action);
  });
  assert.deepEqual(actions.sort(), ["billing.list-transactions", "billing.read"]);
});
