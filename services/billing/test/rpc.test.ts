import assert from "node:assert/strict";
import { randomUUID, randomUUIDv7 } from "node:crypto";
import { after, test } from "node:test";
import { HealthCheckResponse_ServingStatus, HealthDefinition } from "@pms/contracts/gen/grpc/health/v1/health";
import { AccountStatus, TransactionType } from "@pms/contracts/gen/pms/billing/v1/billing";
import { callAs, openRpcClient } from "@pms/kit/clients/rpc";
import { openDatabase } from "@pms/kit/db/database";
import type { TestCaller } from "@pms/kit/testing/tokens";
import { ClientError, Status } from "nice-grpc";
import { startRpc } from "../src/app.ts";
import {
  admin,
  auditsOf,
  charge,
  eventsOf,
  facilityA,
  facilityB,
  openAccount,
  payment,
  post,
  postedEvents,
  service,
  startBilling,
} from "./support.ts";

const billing = await startBilling({ after });
const { client, pool, trust } = billing;
const as = async (caller: TestCaller, deadlineMs = 5_000) => callAs(await trust.token(caller), deadlineMs);
const failsWith = (promise: Promise<unknown>, code: Status) =>
  assert.rejects(promise, (error: unknown) => error instanceof ClientError && error.code === code);
const frontDeskA: TestCaller = { id: randomUUID(), roles: ["front-desk"], facilities: [facilityA] };
const money = (amountMinor: bigint) => ({ amountMinor, currency: "USD" });
const countOf = async (patientId: string) =>
  (await pool.query("SELECT 1 FROM accounts WHERE patient_id = $1", [patientId])).rowCount;

test("CreateBillingAccount opens the account under the caller's id, with its event and audit row", async () => {
  const request = { patientId: randomUUIDv7(), facilityId: facilityA, accountId: randomUUIDv7() };
  const account = await client.createBillingAccount(request, await as(frontDeskA));
  assert.equal(account.id, request.accountId);
  assert.equal(account.status, AccountStatus.ACTIVE);
  assert.equal(account.balanceMinor, 0n);
  const [event, ...none] = await eventsOf(billing, account.id);
  assert.equal(none.length, 0);
  const facts = { accountId: account.id, patientId: request.patientId, facilityId: facilityA, currency: "USD" };
  assert.deepEqual(event, { type: "BillingAccountCreated", ...facts, openedAt: account.openedAt });
  const [audit] = await auditsOf(billing, request.patientId);
  assert.deepEqual([audit?.action, audit?.actorId], ["billing.open-account", frontDeskA.id]);
});

test("a hundred calls at once for one patient open one account, with one event (REL-3)", async () => {
  const patientId = randomUUIDv7();
  const options = await as(service);
  const accounts = await Promise.all(
    Array.from({ length: 100 }, () =>
      client.createBillingAccount({ patientId, facilityId: facilityA, accountId: randomUUIDv7() }, options),
    ),
  );
  assert.equal(new Set(accounts.map(({ id }) => id)).size, 1);
  assert.equal(await countOf(patientId), 1);
  assert.equal((await eventsOf(billing, accounts[0]?.id ?? "")).length, 1);
});

test("many in one call keep their order; known and repeated patients get the account there is", async () => {
  const known = await openAccount(billing);
  const asked = Array.from({ length: 300 }, () => ({ patientId: randomUUIDv7(), facilityId: facilityA }));
  const requests = [...asked, { patientId: known.patientId, facilityId: facilityA }, ...asked.slice(0, 2)];
  const { accounts } = await client.createBillingAccounts({ accounts: requests }, await as(service));
  assert.deepEqual(
    accounts.map(({ patientId }) => patientId),
    requests.map(({ patientId }) => patientId),
  );
  assert.equal(accounts[300]?.id, known.id);
  assert.equal(accounts[301]?.id, accounts[0]?.id);
  const tooMany = Array.from({ length: 1_001 }, () => asked[0] ?? {});
  await failsWith(client.createBillingAccounts({ accounts: tooMany }, await as(service)), Status.INVALID_ARGUMENT);
});

test("an account id that another patient's account has is ALREADY_EXISTS, and spoils no other call", async () => {
  const known = await openAccount(billing);
  const options = await as(service);
  const open = (accountId: string) =>
    client.createBillingAccount({ patientId: randomUUIDv7(), facilityId: facilityA, accountId }, options);
  await Promise.all([failsWith(open(known.id), Status.ALREADY_EXISTS), open(randomUUIDv7())]);
});

test("a person opens accounts at their facilities, a patient for themselves alone (AZ-3)", async () => {
  const patientId = randomUUIDv7();
  const elsewhere = client.createBillingAccount({ patientId, facilityId: facilityB }, await as(frontDeskA));
  await failsWith(elsewhere, Status.PERMISSION_DENIED);
  const self: TestCaller & { id: string } = {
    id: randomUUID(),
    roles: ["patient"],
    facilities: "all",
    defaultFacilityId: facilityB,
  };
  const own = { patientId, facilityId: facilityB, ownerUserId: self.id };
  for (const other of [{ ownerUserId: "" }, { ownerUserId: randomUUID() }, { facilityId: facilityA }])
    await failsWith(client.createBillingAccount({ ...own, ...other }, await as(self)), Status.PERMISSION_DENIED);
  assert.equal((await client.createBillingAccount(own, await as(self))).patientId, patientId);
  const taken = client.createBillingAccount({ patientId, facilityId: facilityA }, await as(frontDeskA));
  await failsWith(taken, Status.PERMISSION_DENIED);
});

test("a patient opens one account, however many they ask for at once; once it is closed, another (AZ-3)", async () => {
  const self = { id: randomUUID(), roles: ["patient"], facilities: [facilityA], defaultFacilityId: facilityA };
  const options = await as(self);
  const request = () => ({ patientId: randomUUIDv7(), facilityId: facilityA, ownerUserId: self.id });
  const asked = Array.from({ length: 10 }, request);
  const answers = await Promise.allSettled(asked.map((one) => client.createBillingAccount(one, options)));
  const [opened, ...others] = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
  assert.ok(opened && others.length === 0);
  assert.equal(
    (await client.createBillingAccount(request(), options).catch((error) => error)).code,
    Status.ALREADY_EXISTS,
  );
  const again = { ...request(), patientId: opened.patientId };
  assert.equal((await client.createBillingAccount(again, options)).id, opened.id);

  await client.closeBillingAccount({ accountId: opened.id }, await as(service));
  await client.createBillingAccount(request(), await as(service));
  const reopening = client.reopenBillingAccount({ accountId: opened.id }, await as(service));
  await failsWith(reopening, Status.FAILED_PRECONDITION);
});

test("staff can't say whose own an account is: only the owner and services can (AZ-3)", async () => {
  const request = { patientId: randomUUIDv7(), facilityId: facilityA, ownerUserId: randomUUID() };
  for (const caller of [frontDeskA, admin]) {
    const options = await as(caller);
    await failsWith(client.createBillingAccount(request, options), Status.PERMISSION_DENIED);
    await failsWith(client.createBillingAccounts({ accounts: [request] }, options), Status.PERMISSION_DENIED);
  }
  assert.equal(await countOf(request.patientId), 0);
  await client.createBillingAccount(request, await as(service));
});

test("identity and permission are required on every method", async () => {
  const { id } = await openAccount(billing);
  await failsWith(client.getBillingAccount({ accountId: id }), Status.UNAUTHENTICATED);
  await failsWith(client.getBillingAccount({ accountId: id }, callAs("forged", 5_000)), Status.UNAUTHENTICATED);
  const analyst = await as({ roles: ["analyst"], facilities: "all" });
  const frontDesk = await as(frontDeskA);
  const calls = [
    client.createBillingAccount({}, analyst),
    client.createBillingAccounts({}, analyst),
    client.getBillingAccount({ accountId: id }, analyst),
    client.postTransaction({ accountId: id }, analyst),
    client.listTransactions({ accountId: id }, analyst),
    client.closeBillingAccount({ accountId: id }, analyst),
    client.reopenBillingAccount({ accountId: id }, analyst),
    client.moveBillingAccount({ accountId: id }, frontDesk),
    client.listBillingAccounts({}, frontDesk),
  ];
  await Promise.all(calls.map((call) => failsWith(call, Status.PERMISSION_DENIED)));
});

test("GetBillingAccount finds by account and by patient; missing and out of reach are NOT_FOUND", async () => {
  const account = await openAccount(billing, { facilityId: facilityB });
  assert.equal((await client.getBillingAccount({ accountId: account.id }, await as(service))).id, account.id);
  assert.equal((await client.getBillingAccount({ patientId: account.patientId }, await as(service))).id, account.id);
  await failsWith(client.getBillingAccount({ accountId: account.id }, await as(frontDeskA)), Status.NOT_FOUND);
  await failsWith(client.getBillingAccount({ patientId: randomUUID() }, await as(service)), Status.NOT_FOUND);
  await failsWith(client.listTransactions({ accountId: account.id }, await as(frontDeskA)), Status.NOT_FOUND);
});

test("what is no UUID, no page and no amount is INVALID_ARGUMENT", async () => {
  const { id: accountId } = await openAccount(billing);
  const options = await as(admin);
  const posting = { accountId, type: TransactionType.PAYMENT, amount: money(1n), method: "cash", idempotencyKey: "k" };
  const calls = [
    client.createBillingAccount({ patientId: "7", facilityId: facilityA }, options),
    client.createBillingAccount({ patientId: randomUUID(), facilityId: "" }, options),
    client.createBillingAccount({ patientId: randomUUID(), facilityId: facilityA, accountId: "x" }, options),
    client.getBillingAccount({}, options),
    client.closeBillingAccount({ accountId: "x" }, options),
    client.listTransactions({ accountId, pageSize: 201 }, options),
    client.listTransactions({ accountId, pageToken: "x" }, options),
    client.listBillingAccounts({ pageToken: "x" }, options),
    client.moveBillingAccount({ accountId, facilityId: "x", patientVersion: 1n }, options),
    client.moveBillingAccount({ accountId, facilityId: facilityA, patientVersion: 0n }, options),
    client.moveBillingAccount({ accountId, facilityId: facilityA, patientVersion: 2n ** 31n }, options),
    client.postTransaction({ ...posting, idempotencyKey: "" }, options),
    client.postTransaction({ ...posting, amount: undefined }, options),
    client.postTransaction({ ...posting, amount: money(-1n) }, options),
    client.postTransaction({ ...posting, amount: money(2n ** 60n) }, options),
    client.postTransaction({ ...posting, method: "gold" }, options),
    client.postTransaction({ ...posting, effectiveOn: "yesterday" }, options),
    client.postTransaction({ ...posting, type: TransactionType.REVERSAL }, options),
    client.postTransaction({ ...posting, type: TransactionType.CHARGE, code: "a\0b", description: "d" }, options),
  ];
  await Promise.all(calls.map((call) => failsWith(call, Status.INVALID_ARGUMENT)));
});

test("PostTransaction posts once per key, twenty at once included; the key with another body is refused (REL-4)", async () => {
  const { id: accountId } = await openAccount(billing);
  const options = await as(admin);
  const request = {
    accountId,
    type: TransactionType.CHARGE,
    amount: money(1_500n),
    idempotencyKey: randomUUID(),
    code: "99213",
    description: "Office visit",
    effectiveOn: "2026-01-05",
  };
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.postTransaction(request, options)));
  assert.equal(new Set(answers.map(({ id }) => id)).size, 1);
  assert.equal(answers[0]?.balanceAfterMinor, 1_500n);
  assert.equal((await postedEvents(billing, accountId)).length, 1);
  for (const other of [{ amount: money(2n) }, { description: "Another visit" }, { effectiveOn: "2026-01-06" }])
    await failsWith(client.postTransaction({ ...request, ...other }, options), Status.FAILED_PRECONDITION);
  const adjustment = {
    ...request,
    type: TransactionType.ADJUSTMENT,
    direction: "credit",
    idempotencyKey: "adjustment",
  };
  await client.postTransaction(adjustment, options);
  const noted = client.postTransaction({ ...adjustment, description: "Another note" }, options);
  await failsWith(noted, Status.FAILED_PRECONDITION);
  const refund = { ...request, type: TransactionType.REFUND, method: "check", idempotencyKey: "refund" };
  await failsWith(client.postTransaction(refund, options), Status.FAILED_PRECONDITION);
  await failsWith(client.postTransaction(refund, await as(frontDeskA)), Status.PERMISSION_DENIED);
});

test("ListTransactions pages newest first", async () => {
  const { id: accountId } = await openAccount(billing);
  const posted: string[] = [];
  for (let amount = 1; amount <= 5; amount += 1)
    posted.push((await post(billing, accountId, "charges", charge(amount))).id);
  const seen: string[] = [];
  for (let pageToken = ""; ; ) {
    const page = await client.listTransactions({ accountId, pageSize: 2, pageToken }, await as(service));
    seen.push(...page.transactions.map(({ id }) => id));
    if (page.nextPageToken === "") break;
    pageToken = page.nextPageToken;
  }
  assert.deepEqual(seen, posted.toReversed());
});

test("an account closes only without a balance, then takes no posting, and reopens", async () => {
  const { id: accountId, patientId } = await openAccount(billing);
  await post(billing, accountId, "charges", charge(100, { responsibility: "payer" }));
  await failsWith(client.closeBillingAccount({ accountId }, await as(service)), Status.FAILED_PRECONDITION);
  const paid = await post(billing, accountId, "payments", payment(100));
  // In all nothing is owed, yet the payer owes what the patient has too much.
  await failsWith(client.closeBillingAccount({ accountId }, await as(service)), Status.FAILED_PRECONDITION);
  await post(billing, accountId, "transfers", {
    amount: { amountMinor: 100, currency: "USD" },
    direction: "to-patient",
  });
  const self: TestCaller = { id: randomUUID(), roles: ["patient"], patientId };
  await failsWith(client.closeBillingAccount({ accountId }, await as(self)), Status.PERMISSION_DENIED);
  const closed = await client.closeBillingAccount({ accountId }, await as(frontDeskA));
  assert.equal(closed.status, AccountStatus.CLOSED);
  assert.equal((await client.closeBillingAccount({ accountId }, await as(service))).version, closed.version);
  await assert.rejects(post(billing, accountId, "charges", charge(1)), /^Error: 409/);
  const url = `/api/billing/transactions/${paid.id}/reversal`;
  const headers = { ...(await trust.as(admin)), "idempotency-key": randomUUID() };
  const reversal = await billing.app.inject({ method: "POST", url, headers, payload: { reason: "x" } });
  assert.equal(reversal.statusCode, 409);
  const reopened = await client.reopenBillingAccount({ accountId }, await as(service));
  assert.equal(reopened.status, AccountStatus.ACTIVE);
  await post(billing, accountId, "charges", charge(1));
  const types = (await eventsOf(billing, accountId)).map(({ type }) => type);
  assert.deepEqual(types.slice(-3), ["BillingAccountClosed", "BillingAccountReopened", "TransactionPosted"]);
  const actions = (await auditsOf(billing, patientId)).map(({ action }) => action);
  assert.ok(actions.includes("billing.close-account") && actions.includes("billing.reopen-account"));
});

test("MoveBillingAccount puts an account where it is said to be, audited, once, also back to an earlier version", async () => {
  const { id: accountId, patientId, version } = await openAccount(billing, { facilityId: facilityB });
  const move = async (facilityId: string, patientVersion: bigint, caller: TestCaller = service) =>
    client.moveBillingAccount({ accountId, facilityId, patientVersion }, await as(caller));
  const moved = await move(facilityA, 5n);
  assert.deepEqual([moved.facilityId, moved.patientVersion, moved.version], [facilityA, 5n, version + 1n]);
  assert.deepEqual(await move(facilityA, 5n), moved);
  assert.deepEqual(await move(facilityA, 4n), { ...moved, patientVersion: 4n });
  const moves = (await auditsOf(billing, patientId)).filter(({ action }) => action === "billing.move-account");
  assert.deepEqual(
    moves.map(({ facilityId, details }) => [facilityId, details]),
    [
      [facilityA, { patientVersion: "5" }],
      [facilityA, { patientVersion: "4" }],
    ],
  );
});

test("an administrator of one facility can't keep an account there that its patient takes away (AZ-3)", async () => {
  const { id: accountId } = await openAccount(billing);
  const adminA = await as({ ...admin, facilities: [facilityA, facilityB] });
  for (const facilityId of [facilityA, facilityB])
    for (const patientVersion of [1n, 2_147_483_647n])
      await failsWith(
        client.moveBillingAccount({ accountId, facilityId, patientVersion }, adminA),
        Status.PERMISSION_DENIED,
      );
  const pinned = { accountId: (await openAccount(billing, { facilityId: facilityB })).id, facilityId: facilityA };
  await failsWith(client.moveBillingAccount({ ...pinned, patientVersion: 1n }, adminA), Status.PERMISSION_DENIED);
  assert.equal((await client.getBillingAccount({ accountId }, await as(service))).patientVersion, 0n);
});

test("ListBillingAccounts gives every account once, in id order", async () => {
  const opened = await Promise.all(Array.from({ length: 3 }, () => openAccount(billing)));
  const ids: string[] = [];
  for (let pageToken = ""; ; ) {
    const page = await client.listBillingAccounts({ pageSize: 100, pageToken }, await as(service));
    ids.push(...page.accounts.map(({ id }) => id));
    if (page.nextPageToken === "") break;
    pageToken = page.nextPageToken;
  }
  assert.deepEqual(ids, [...new Set(ids)].sort());
  assert.ok(opened.every(({ id }) => ids.includes(id)));
});

test("ListBillingAccounts says on its last page how many events wait to be published for too long", async () => {
  // What the tests before this one have left would become overdue between the two readings.
  await pool.query("DELETE FROM outbox");
  await Promise.all([openAccount(billing), openAccount(billing)]);
  const list = async (pageSize: number) => client.listBillingAccounts({ pageSize }, await as(service));
  const before = (await list(1_000)).overdueEvents;
  await pool.query(
    `INSERT INTO outbox (id, topic, key, type, payload, occurred_at)
     VALUES ($1::uuid, 'billing.events', $1::text, 'Test', '', now() - interval '1 minute')`,
    [randomUUID()],
  );
  assert.equal((await list(1_000)).overdueEvents, before + 1n);
  assert.equal((await list(1)).overdueEvents, 0n);
});

test("a caller who gives up while an account is locked is let go at the deadline", async () => {
  const { id: accountId } = await openAccount(billing);
  const holder = await pool.connect();
  try {
    await holder.query("BEGIN");
    await holder.query("SELECT 1 FROM accounts WHERE id = $1 FOR UPDATE", [accountId]);
    const started = Date.now();
    const waiting = client.closeBillingAccount({ accountId }, await as(service, 200));
    await assert.rejects(
      waiting,
      (error: unknown) =>
        (error instanceof Error && error.name === "TimeoutError") ||
        (error instanceof Error && error.name === "AbortError"),
    );
    assert.ok(Date.now() - started < 2_000);
  } finally {
    await holder.query("ROLLBACK");
    holder.release();
  }
});

test("the standard health service says, without a token, whether revocations are known and the database answers", async () => {
  let trusted = false;
  const gone = openDatabase({ url: "postgres://nobody@127.0.0.1:1/none", maxConnections: 1, applicationName: "test" });
  let database = pool;
  const { deps } = billing;
  const down = { state: "down" as const, reason: "the database does not answer" };
  const check = () =>
    database.query("SELECT 1").then(
      () => "ok" as const,
      () => down,
    );
  const trust = { ...deps.trust, ready: () => trusted };
  const watched = { ...deps, trust, database: { ...deps.database, trouble: { ...deps.database.trouble, check } } };
  const rpc = await startRpc(watched, { host: "127.0.0.1", port: 0 });
  const health = openRpcClient(HealthDefinition, { address: `127.0.0.1:${rpc.port}` });
  const status = async () => (await health.client.check({})).status;
  try {
    assert.equal(await status(), HealthCheckResponse_ServingStatus.NOT_SERVING);
    trusted = true;
    assert.equal(await status(), HealthCheckResponse_ServingStatus.SERVING);
    database = gone.pool;
    assert.equal(await status(), HealthCheckResponse_ServingStatus.NOT_SERVING);
  } finally {
    health.close();
    rpc.kill();
    await gone.close();
  }
});
