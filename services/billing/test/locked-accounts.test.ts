/**
 * An account that somebody outside holds: whoever posts to it is told so soon, and nobody else
 * waits.
 */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openDatabase } from "@pms/kit/db/database";
import { admin, call, charge, getAccount, openAccount, payment, startBilling, usd } from "./support.ts";

const billing = await startBilling({ after });

const timed = async <Answer>(work: Promise<Answer>) => {
  const startedAtMs = performance.now();
  return { ...(await work), tookMs: performance.now() - startedAtMs };
};
const postCharge = (id: string) =>
  timed(call(billing, admin, "POST", `/api/billing/accounts/${id}/charges`, charge(100)));

test("one locked account and 50 postings to it hold up nobody else, and hear of it within seconds (REL-8)", async () => {
  const locked = await openAccount(billing);
  const others = await Promise.all(Array.from({ length: 12 }, () => openAccount(billing)));
  // The machine may be busy: what the same takes with nothing locked.
  const usual = (await timed(call(billing, admin, "GET", `/api/billing/accounts/${locked.id}`))).tookMs;
  const url = billing.pool.options.connectionString ?? "";
  const elsewhere = openDatabase({ url, maxConnections: 1, applicationName: "elsewhere" });
  after(() => elsewhere.close());
  const outside = await elsewhere.pool.connect();
  await outside.query("BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0");
  await outside.query("SELECT FROM accounts WHERE id = $1 FOR UPDATE", [locked.id]);
  const stuck = Promise.all(Array.from({ length: 50 }, () => postCharge(locked.id)));
  for (const { id } of others) {
    const read = await timed(call(billing, admin, "GET", `/api/billing/accounts/${id}`));
    const posted = await postCharge(id);
    assert.deepEqual([read.status, posted.status], [200, 201]);
    assert.ok(read.tookMs < 2_000 + 10 * usual, `a read took ${read.tookMs} ms`);
    assert.ok(posted.tookMs < 2_500 + 10 * usual, `a posting took ${posted.tookMs} ms`);
  }
  for (const { status, headers, tookMs } of await stuck) {
    assert.deepEqual([status, headers["retry-after"]], [503, "1"]);
    assert.ok(tookMs < 5_000 + 10 * usual, `${tookMs} ms`);
  }
  await outside.query("ROLLBACK");
  outside.release();
  assert.deepEqual((await getAccount(billing, locked.id)).balance, usd(0));
});

test("many postings to one account at once all happen, as they take turns", async () => {
  const { id } = await openAccount(billing);
  const url = `/api/billing/accounts/${id}/payments`;
  const posted = await Promise.all(Array.from({ length: 60 }, () => call(billing, admin, "POST", url, payment(1))));
  assert.deepEqual([...new Set(posted.map(({ status }) => status))], [201]);
  assert.deepEqual((await getAccount(billing, id)).balance, usd(-60));
});
