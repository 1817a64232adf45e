import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { admin, auditsOf, call, charge, getAccount, openAccount, payment, post, startBilling, usd } from "./support.ts";

const billing = await startBilling({ after });

const correct = (id: string, body: object, key = randomUUID()) =>
  call(billing, admin, "POST", `/api/billing/transactions/${id}/correction`, body, key);
const ledgerOf = async (accountId: string) =>
  (await call(billing, admin, "GET", `/api/billing/accounts/${accountId}/transactions?sort=postedAt`)).body.data;

test("a correction reverses and posts anew as one, and the same key does it once (REL-4)", async () => {
  const { id } = await openAccount(billing);
  await post(billing, id, "charges", charge(10_000));
  const wrong = await post(billing, id, "payments", payment(4_000));
  const key = randomUUID();
  const body = { reason: "Wrong amount", payment: payment(400) };
  const answer = await correct(wrong.id, body, key);
  assert.equal(answer.status, 201);
  assert.equal(answer.body.reversal.reversalOf, wrong.id);
  assert.deepEqual(answer.body.transaction.amount, usd(400));
  assert.equal(answer.headers.location, `/api/billing/transactions/${answer.body.transaction.id}`);
  const again = await correct(wrong.id, body, key);
  assert.deepEqual(again.body, answer.body);
  assert.equal(again.headers["idempotency-replayed"], "true");
  const rows = await ledgerOf(id);
  assert.deepEqual(
    rows.map(({ type, number }: { type: string; number: number }) => [number, type]),
    [
      [1, "charge"],
      [2, "payment"],
      [3, "reversal"],
      [4, "payment"],
    ],
  );
  assert.deepEqual((await getAccount(billing, id)).balance, usd(9_600));
});

test("a correction of which the new posting is refused reverses nothing", async () => {
  const { id } = await openAccount(billing);
  const wrong = await post(billing, id, "charges", charge(10_000));
  const foreign = { ...charge(1_000), amount: { amountMinor: 1_000, currency: "EUR" } };
  for (const [body, status] of [
    [{ reason: "x", charge: foreign }, 422],
    [{ reason: "x", payment: payment(100) }, 422],
    [{ reason: "x" }, 400],
    [{ reason: "x", charge: charge(1), payment: payment(1) }, 400],
  ] as const)
    assert.equal((await correct(wrong.id, body)).status, status, JSON.stringify(body));
  assert.equal((await ledgerOf(id)).length, 1);
  assert.deepEqual((await getAccount(billing, id)).balance, usd(10_000));
  assert.equal((await correct(randomUUID(), { reason: "x", charge: charge(1) })).status, 404);
});

test("an adjustment is corrected by who may adjust: reversed, and posted the other way", async () => {
  const { id } = await openAccount(billing);
  await post(billing, id, "charges", charge(10_000));
  const wrong = { amount: usd(2_000), direction: "debit", reasonCode: "courtesy" };
  const { id: wrongId } = await post(billing, id, "adjustments", wrong);
  const right = { ...wrong, direction: "credit", note: "A discount" };
  const answer = await correct(wrongId, { reason: "Wrong way", adjustment: right });
  assert.equal(answer.status, 201);
  assert.deepEqual([answer.body.transaction.direction, answer.body.transaction.note], ["credit", "A discount"]);
  assert.deepEqual((await getAccount(billing, id)).balance, usd(8_000));
});

test("what is corrected already is not corrected twice", async () => {
  const { id } = await openAccount(billing);
  const wrong = await post(billing, id, "charges", charge(10_000));
  assert.equal((await correct(wrong.id, { reason: "x", charge: charge(9_000) })).status, 201);
  assert.equal((await correct(wrong.id, { reason: "x", charge: charge(8_000) })).status, 409);
  assert.deepEqual((await getAccount(billing, id)).balance, usd(9_000));
});

test("of two cashiers who saw one balance the second is told that it has changed: 412, and nothing is posted", async () => {
  const { id } = await openAccount(billing);
  await post(billing, id, "charges", charge(10_000));
  const { version } = await getAccount(billing, id);
  const url = `/api/billing/accounts/${id}/payments`;
  const both = await Promise.all(
    [1, 2].map(() => call(billing, admin, "POST", url, payment(10_000, { accountVersion: version }))),
  );
  assert.deepEqual(both.map(({ status }) => status).sort(), [201, 412]);
  assert.equal(both.find(({ status }) => status === 412)?.body.type, "/problems/stale");
  const account = await getAccount(billing, id);
  assert.deepEqual(account.balance, usd(0));
  const informed = await call(billing, admin, "POST", url, payment(500, { accountVersion: account.version }));
  assert.equal(informed.status, 201);
});

test("co-pay is what a payment is for: as a method, which older senders say, it is read as the purpose", async () => {
  const { id } = await openAccount(billing);
  const now = await post(billing, id, "payments", payment(2_500, { purpose: "copay" }));
  assert.deepEqual([now.method, now.purpose], ["card", "copay"]);
  const older = await post(billing, id, "payments", payment(2_500, { method: "copay" }));
  assert.deepEqual([older.method, older.purpose], ["copay", "copay"]);
  const plain = await post(billing, id, "payments", payment(2_500));
  assert.equal(plain.purpose, undefined);
});

test("cash handed over is kept beside the amount, and is never less than it nor anything but cash", async () => {
  const { id } = await openAccount(billing);
  const cash = (more: object) => payment(4_000, { method: "cash", ...more });
  const posted = await post(billing, id, "payments", cash({ tendered: usd(5_000) }));
  assert.deepEqual(posted.tendered, usd(5_000));
  assert.deepEqual((await getAccount(billing, id)).balance, usd(-4_000));
  const url = `/api/billing/accounts/${id}/payments`;
  for (const body of [
    cash({ tendered: usd(3_999) }),
    cash({ tendered: { amountMinor: 5_000, currency: "EUR" } }),
    payment(4_000, { tendered: usd(5_000) }),
  ]) {
    const { status, body: problem } = await call(billing, admin, "POST", url, body);
    assert.equal(status, 400);
    assert.equal(problem.errors[0].pointer, "/tendered");
  }
});

test("who may post but not adjust corrects nothing", async () => {
  const { id, patientId } = await openAccount(billing);
  const wrong = await post(billing, id, "charges", charge(10_000));
  const desk = { id: randomUUID(), roles: ["front-desk"], facilities: "all" as const };
  const url = `/api/billing/transactions/${wrong.id}/correction`;
  assert.equal((await call(billing, desk, "POST", url, { reason: "x", charge: charge(1) })).status, 403);
  const biller = { ...desk, roles: ["biller"] };
  assert.equal((await call(billing, biller, "POST", url, { reason: "x", charge: charge(1) })).status, 201);
  const acts = (await auditsOf(billing, patientId)).filter(({ action }) => action === "billing.post");
  assert.equal(acts.length, 3);
});
