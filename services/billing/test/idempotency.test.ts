import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { admin, call, charge, getAccount, openAccount, post, startBilling, usd } from "./support.ts";

const billing = await startBilling({ after });

test("money without an Idempotency-Key is refused on every posting route (REL-4)", async () => {
  const { id } = await openAccount(billing);
  const { id: transaction } = await post(billing, id, "charges", charge(1));
  const money = { amount: usd(1) };
  const bodies: [string, object][] = [
    [`accounts/${id}/charges`, charge(1)],
    [`accounts/${id}/payments`, { ...money, method: "cash" }],
    [`accounts/${id}/adjustments`, { ...money, direction: "credit", reasonCode: "x" }],
    [`accounts/${id}/refunds`, { ...money, method: "cash", reasonCode: "x" }],
    [`accounts/${id}/transfers`, { ...money, direction: "to-payer" }],
    [`transactions/${transaction}/reversal`, { reason: "x" }],
  ];
  for (const [path, body] of bodies)
    assert.equal((await call(billing, admin, "POST", `/api/billing/${path}`, body, null)).status, 400, path);
  assert.deepEqual((await getAccount(billing, id)).balance, usd(1));
});

test("one key fifty times at once posts once; every answer is that transaction or says to wait (REL-4)", async () => {
  const { id } = await openAccount(billing);
  const key = randomUUID();
  const url = `/api/billing/accounts/${id}/charges`;
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => call(billing, admin, "POST", url, charge(700), key)),
  );
  const done = answers.filter(({ status }) => status === 201);
  assert.ok(done.length >= 1);
  assert.equal(done.filter(({ headers }) => headers["idempotency-replayed"] === undefined).length, 1);
  assert.equal(new Set(done.map(({ body }) => body.id)).size, 1);
  assert.ok(answers.every(({ status }) => status === 201 || status === 409));
  assert.deepEqual((await getAccount(billing, id)).balance, usd(700));

  const replay = await call(billing, admin, "POST", url, charge(700), key);
  assert.equal(replay.headers["idempotency-replayed"], "true");
  assert.deepEqual(replay.body, done[0]?.body);
  assert.equal((await call(billing, admin, "POST", url, charge(701), key)).status, 422);
});

test("a refusal leaves the key free (REL-4)", async () => {
  const { id } = await openAccount(billing);
  const key = randomUUID();
  const url = `/api/billing/accounts/${id}/refunds`;
  const refund = { amount: usd(100), method: "cash", reasonCode: "overpaid" };
  assert.equal((await call(billing, admin, "POST", url, refund, key)).status, 422);
  await post(billing, id, "payments", { amount: usd(100), method: "cash" });
  assert.equal((await call(billing, admin, "POST", url, refund, key)).status, 201);
});

test("a key is the same for an account however its id is written (REL-4)", async () => {
  const { id } = await openAccount(billing);
  const key = randomUUID();
  const posted = await call(billing, admin, "POST", `/api/billing/accounts/${id}/charges`, charge(700), key);
  const upper = `/api/billing/accounts/${id.toUpperCase()}/charges`;
  const again = await call(billing, admin, "POST", upper, charge(700), key);
  assert.deepEqual([again.status, again.body], [201, posted.body]);
});
