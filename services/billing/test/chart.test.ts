import assert from "node:assert/strict";
import { randomUUID, randomUUIDv7 } from "node:crypto";
import { after, test } from "node:test";
import type { Chart, TrialBalance } from "@pms/contracts/billing/ledger";
import { foldLedger } from "../src/integrity/store/ledger-sums.ts";
import { admin, call, charge, facilityA, facilityB, openAccount, payment, post, startBilling, usd } from "./support.ts";

const billing = await startBilling({ after });
const get = (path: string, caller: object = {}) =>
  call(billing, { ...admin, ...caller }, "GET", `/api/billing/${path}`);

/** What each account stands at, debits positive. */
async function standing(query = "", caller: object = {}): Promise<Record<string, number>> {
  const { status, body } = await get(`trial-balance${query}`, caller);
  assert.equal(status, 200, JSON.stringify(body));
  const { accounts, difference }: TrialBalance = body;
  assert.equal(difference.amountMinor, 0);
  return Object.fromEntries(
    accounts.map(({ account, debit, credit }) => [account, debit.amountMinor - credit.amountMinor]),
  );
}

test("the chart has numbers, types and normal sides, and a rule for everything that is posted", async () => {
  const { status, body } = await get("chart", { roles: ["patient"] });
  assert.equal(status, 200);
  const { accounts, rules }: Chart = body;
  const numbers = accounts.map(({ number }) => number);
  assert.deepEqual(numbers, [...new Set(numbers)].sort());
  for (const { type, normalSide, open } of accounts) {
    assert.equal(normalSide, type === "liability" || type === "revenue" ? "credit" : "debit");
    assert.ok(open);
  }
  const codes = new Set(accounts.map(({ account }) => account));
  for (const kind of ["deposits", "unapplied-credit", "refunds-payable", "clearing", "receivable:payer"])
    assert.ok(codes.has(kind), kind);
  assert.ok(rules.every(({ account }) => codes.has(account)));
  for (const act of ["payment", "adjustment", "charge"])
    assert.equal(rules.findLast((rule) => rule.act === act)?.pattern, "", `everything else of ${act}`);
  assert.equal((await get("chart", { roles: ["analyst"] })).status, 403);
});

test("each act stands on the account that an accountant looks for it at, and its reversal takes it from there", async () => {
  const { id } = await openAccount(billing);
  const day = { on: "2001-05-05" };
  const asOf = `?asOf=${day.on}`;
  const codes = { "99213": "visits", "71046": "imaging", "80053": "laboratory", "10060": "procedures", J1100: "drugs" };
  const expected: Record<string, number> = {};
  const add = (account: string, minor: number) => {
    expected[account] = (expected[account] ?? 0) + minor;
    expected["receivable:patient"] = (expected["receivable:patient"] ?? 0) - minor;
  };
  for (const [index, [code, category]] of Object.entries({
    ...codes,
    E0110: "supplies",
    "162673000": "services",
  }).entries()) {
    await post(billing, id, "charges", charge(1_000 + index, { code, serviceDate: day.on }));
    add(`revenue:${category}`, -1_000 - index);
  }
  for (const [index, method] of ["cash", "card", "check", "echeck", "transfer", "copay"].entries()) {
    await post(billing, id, "payments", payment(10 + index, { method, receivedOn: day.on }));
    add(`cash:${method === "copay" ? "other" : method}`, 10 + index);
  }
  const reasons = {
    ...{ "CO-45": "contractual", "co-97": "contractual", "Bad-Debt": "write-off", "small-balance": "write-off" },
    ...{ discount: "discount", courtesy: "courtesy", hardship: "charity", "sliding-fee": "charity", "PR-1": "other" },
  };
  for (const [index, [reasonCode, kind]] of Object.entries(reasons).entries()) {
    const adjustment = { amount: usd(100 + index), direction: "credit", reasonCode, effectiveOn: day.on };
    await post(billing, id, "adjustments", adjustment);
    add(`adjustments:${kind}`, 100 + index);
  }
  const raised = { amount: usd(7), direction: "debit", reasonCode: "late-fee", effectiveOn: day.on };
  const wrong = await post(billing, id, "adjustments", raised);
  add("adjustments:other", -7);
  assert.deepEqual(await standing(asOf), expected);
  const reversed = await call(billing, admin, "POST", `/api/billing/transactions/${wrong.id}/reversal`, {
    ...{ reason: "x", effectiveOn: day.on },
  });
  assert.equal(reversed.status, 201);
  add("adjustments:other", 7);
  assert.deepEqual(await standing(asOf), expected);
});

test("a moment tells what the ledger said then, a date what was effective by then, folded or not", async () => {
  const { id } = await openAccount(billing, { facilityId: facilityB });
  const only = { facilities: [facilityB] };
  await post(billing, id, "charges", charge(300, { code: "99213", serviceDate: "1999-01-01" }));
  const between = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await post(billing, id, "charges", charge(40, { code: "99213", serviceDate: "1998-01-01" }));
  for (let folded = false; ; folded = true) {
    assert.equal((await standing(`?asOf=${between}`, only))["revenue:visits"], -300);
    assert.equal((await standing("?asOf=1998-12-31", only))["revenue:visits"], -40);
    assert.equal((await standing(`?asOf=${new Date().toISOString()}`, only))["revenue:visits"], -340);
    assert.deepEqual(await standing("?asOf=2000-01-01T00:00:00Z", only), {});
    if (folded) break;
    while ((await foldLedger(billing.database.db, 1_000)) > 0);
  }
  const { body } = await get(`trial-balance?asOf=${between}`);
  assert.equal(body.asOf, between);
  const soon = new Date(Date.now() + 60_000).toISOString();
  for (const bad of [soon, "yesterday", "2026-02-30", "2026-01-01T25:00:00Z"])
    assert.equal((await get(`trial-balance?asOf=${bad}`)).status, 400, bad);
});

test("currencies and facilities have a trial balance of their own", async () => {
  const { id } = await openAccount(billing);
  const yen = randomUUIDv7();
  await billing.pool.query("INSERT INTO accounts (id, patient_id, facility_id, currency) VALUES ($1, $1, $2, 'JPY')", [
    ...[yen, facilityA],
  ]);
  const of = (amountMinor: number) => ({ amountMinor, currency: "JPY" });
  await post(billing, yen, "charges", charge(1, { amount: of(500), serviceDate: "1955-01-01" }));
  assert.deepEqual(await standing("?currency=JPY&asOf=1955-12-31"), {
    "receivable:patient": 500,
    "revenue:visits": -500,
  });
  assert.deepEqual((await get("trial-balance?currency=EUR")).body.currencies, ["EUR", "JPY", "USD"]);
  assert.deepEqual(await standing("?currency=EUR"), {});
  for (const [facilityId, amount] of [
    [facilityA, 11],
    [facilityB, 22],
  ] as const)
    await post(billing, id, "charges", charge(amount, { facilityId: facilityA, serviceDate: "1950-01-01" })).catch(() =>
      assert.fail(facilityId),
    );
  assert.equal((await standing(`?asOf=1950-01-01&facilityId=${facilityA}`))["revenue:visits"], -33);
  assert.deepEqual(await standing(`?asOf=1950-01-01&facilityId=${facilityB}`), {});
  assert.deepEqual(await standing(`?asOf=1950-01-01&facilityId=${randomUUID()}`), {});
  // Out of reach is what belongs to others' accounts, wherever it was given.
  assert.deepEqual(await standing(`?asOf=1950-01-01&facilityId=${facilityA}`, { facilities: [facilityB] }), {});
  assert.equal((await get("trial-balance?currency=usd")).status, 400);
  assert.equal((await get("trial-balance?facilityId=7")).status, 400);
});

test("a past balance beyond what a JSON number says exactly is refused in words, and no fault of the server", async () => {
  const { id } = await openAccount(billing);
  // Effective first what was posted last: the balance is small after every posting, and vast on the day between.
  const client = await billing.pool.connect();
  const huge = 9_007_199_254_740_000;
  try {
    await client.query("BEGIN");
    for (const [index, [on, delta]] of [
      ["2020-01-01", huge],
      ["2021-01-01", -huge],
      ["2020-01-02", huge],
    ].entries()) {
      const transaction = randomUUIDv7();
      const balance = index === 1 ? 0 : huge;
      await client.query(
        `INSERT INTO transactions (id, account_id, sequence, type, amount_minor, currency, balance_delta_minor,
           balance_after_minor, payer_balance_after_minor, effective_on, posted_at, posted_by, facility_id)
         VALUES ($1, $2, $3, 'charge', $4, 'USD', $5, $6, 0, $7, now(), 'test', $2)`,
        [transaction, id, index + 1, huge, delta, balance, on],
      );
      const [debit, credit] = index === 1 ? [0, huge] : [huge, 0];
      await client.query(
        `INSERT INTO ledger_entries VALUES ($1, 1, $2, 'receivable:patient', $3, $4), ($1, 2, $2, 'revenue:visits', $4, $3)`,
        [transaction, id, debit, credit],
      );
    }
    await client.query("UPDATE accounts SET balance_minor = $2, last_sequence = 3 WHERE id = $1", [id, huge]);
    await client.query("COMMIT");
  } finally {
    client.release();
  }
  for (const path of [`accounts/${id}?asOf=2020-06-01`, "trial-balance?asOf=2020-06-01", "aging?asOf=2020-06-01"]) {
    const { status, body } = await get(path);
    assert.equal(status, 422, `${path}: ${JSON.stringify(body)}`);
    assert.match(body.detail, /beyond what a JSON number can say exactly/);
  }
  assert.equal((await get("integrity")).body.ok, true);
  const exported = await billing.app.inject({
    ...{ url: "/api/billing/export?format=ledger", headers: await billing.trust.as(admin) },
  });
  assert.equal(exported.statusCode, 200);
  assert.match(exported.body, /90071992547400\.00 USD/);
});
