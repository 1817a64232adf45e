import assert from "node:assert/strict";
import { randomUUIDv7 } from "node:crypto";
import { after, test } from "node:test";
import { openDatabase } from "@pms/kit/db/database";
import fc from "fast-check";
import type { DB } from "../src/store/gen/tables.ts";
import {
  admin,
  type Billing,
  call,
  charge,
  getAccount,
  openAccount,
  payment,
  post,
  startBilling,
  usd,
} from "./support.ts";

const billing: Billing = await startBilling({ after });

async function discrepancies(): Promise<unknown[]> {
  return (await billing.pool.query("SELECT * FROM ledger_discrepancies()")).rows;
}

test("the database refuses a transaction whose entries do not balance (REL-9)", async () => {
  const { id } = await openAccount(billing);
  const insert = async (lines: [debit: number, credit: number][]) => {
    const client = await billing.pool.connect();
    const transaction = randomUUIDv7();
    try {
      await client.query("BEGIN");
      await client.query(
        `INSERT INTO transactions (id, account_id, sequence, type, amount_minor, currency, balance_delta_minor,
           balance_after_minor, payer_balance_after_minor, effective_on, posted_at, posted_by, facility_id)
         VALUES ($1, $2, 1, 'charge', $3, 'USD', $3, $3, 0, '2026-01-01', now(), 'test', $1)`,
        [transaction, id, 100],
      );
      await client.query(
        `INSERT INTO ledger_entries SELECT $1, line, $2, 'revenue:visits', debit, credit
         FROM unnest($3::bigint[], $4::bigint[]) WITH ORDINALITY lines(debit, credit, line)`,
        [transaction, id, lines.map(([debit]) => debit), lines.map(([, credit]) => credit)],
      );
      // What COMMIT would find, without leaving behind what it accepts.
      await client.query("SET CONSTRAINTS ALL IMMEDIATE");
    } finally {
      await client.query("ROLLBACK");
      client.release();
    }
  };
  /** The constraint that a set of lines breaks; undefined when they are accepted. */
  const broken = (...lines: [debit: number, credit: number][]) =>
    insert(lines).then(
      () => undefined,
      (error: { constraint?: string }) => error.constraint,
    );
  const balance = "ledger_entries_balanced";
  assert.equal(await broken([100, 0], [0, 99]), balance);
  assert.equal(await broken([100, 0]), balance);
  assert.equal(await broken(), balance);
  assert.equal(await broken([50, 0], [0, 50]), balance, "balanced, but not to the amount");
  assert.equal(await broken([100, 0], [0, 100], [0, 0]), balance, "a line of nothing");
  assert.equal(await broken([100, 100], [0, 0]), "ledger_entries_check");
  assert.equal(await broken([-100, 0], [0, -100]), "ledger_entries_debit_minor_check");
  assert.equal(await broken([100, 0], [0, 100]), undefined, "what balances is accepted");
});

test("a balanced transaction can't be given another entry later (REL-9)", async () => {
  const { id } = await openAccount(billing);
  const { id: transaction } = await post(billing, id, "charges", charge(100));
  const more = "INSERT INTO ledger_entries VALUES ($1, 3, $2, 'revenue', 100, 0)";
  await assert.rejects(billing.pool.query(more, [transaction, id]), { constraint: "ledger_entries_balanced" });
});

test("temporary tables can't stand in for the ledger where the balance is judged (REL-9)", async () => {
  const { id } = await openAccount(billing);
  const transaction = randomUUIDv7();
  const insert = (schema: string) => `INSERT INTO ${schema}.transactions (id, account_id, sequence, type, amount_minor,
      currency, balance_delta_minor, balance_after_minor, payer_balance_after_minor, effective_on, posted_at, posted_by,
      facility_id)
    VALUES ('${transaction}', '${id}', 1, 'charge', 100, 'USD', 100, 100, 0, '2026-01-01', now(), 'test', '${id}')`;
  const client = await billing.pool.connect();
  try {
    await client.query("BEGIN");
    for (const table of ["transactions", "ledger_entries"])
      await client.query(`CREATE TEMPORARY TABLE ${table} (LIKE public.${table} INCLUDING INDEXES) ON COMMIT DROP`);
    await client.query(insert("pg_temp"));
    await client.query(
      `INSERT INTO pg_temp.ledger_entries VALUES ('${transaction}', 1, '${id}', 'cash', 100, 0),
         ('${transaction}', 2, '${id}', 'revenue', 0, 100)`,
    );
    await client.query(insert("public"));
    await assert.rejects(client.query("COMMIT"), { constraint: "ledger_entries_balanced" });
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
});

test("an account is closed, never deleted", async () => {
  const { id } = await openAccount(billing);
  await assert.rejects(billing.pool.query("DELETE FROM accounts WHERE id = $1", [id]), { code: "42501" });
});

test("the ledger refuses update, delete and truncate, to the service and to the owner (REL-9)", async () => {
  const { id } = await openAccount(billing);
  await post(billing, id, "charges", charge(100));
  const owner = openDatabase<DB>({ url: billing.ownerUrl, maxConnections: 2, applicationName: "owner" });
  try {
    for (const table of ["transactions", "ledger_entries"]) {
      for (const change of [
        `UPDATE ${table} SET account_id = account_id`,
        `DELETE FROM ${table}`,
        `TRUNCATE ${table} CASCADE`,
      ]) {
        await assert.rejects(billing.pool.query(change), { code: "42501" }, `service: ${change}`);
        await assert.rejects(owner.pool.query(change), { code: "PMS01" }, `owner: ${change}`);
      }
    }
  } finally {
    await owner.close();
  }
});

test("a transaction in another currency than its account's is refused by the database too", async () => {
  const { id } = await openAccount(billing);
  const insert = billing.pool.query(
    `INSERT INTO transactions (id, account_id, sequence, type, amount_minor, currency, balance_delta_minor,
       balance_after_minor, payer_balance_after_minor, effective_on, posted_at, posted_by, facility_id)
     VALUES ($1, $2, 1, 'charge', 1, 'EUR', 1, 1, 0, '2026-01-01', now(), 'test', $1)`,
    [randomUUIDv7(), id],
  );
  await assert.rejects(insert, { code: "23503" });
});

test("concurrent refunds never exceed what was paid (REL-9)", async () => {
  const { id } = await openAccount(billing);
  await post(billing, id, "payments", payment(1_000));
  // More credit than was paid: only what was paid holds them back.
  await post(billing, id, "adjustments", { amount: usd(9_000), direction: "credit", reasonCode: "goodwill" });
  const refund = { amount: usd(300), method: "check", reasonCode: "overpaid" };
  const url = `/api/billing/accounts/${id}/refunds`;
  const answers = await Promise.all(Array.from({ length: 10 }, () => call(billing, admin, "POST", url, refund)));
  const statuses = answers.map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === 201).length, 3);
  assert.equal(statuses.filter((status) => status === 422).length, 7);
  assert.deepEqual((await getAccount(billing, id)).balance, usd(-9_100));
});

test("fifty postings at once give the right balance and a sequence without gaps (REL-9)", async () => {
  const { id } = await openAccount(billing);
  await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      index % 2 === 0 ? post(billing, id, "charges", charge(300)) : post(billing, id, "payments", payment(100)),
    ),
  );
  assert.deepEqual((await getAccount(billing, id)).balance, usd(25 * 300 - 25 * 100));
  const { rows } = await billing.pool.query(
    "SELECT sequence FROM transactions WHERE account_id = $1 ORDER BY sequence",
    [id],
  );
  assert.deepEqual(
    rows.map(({ sequence }) => Number(sequence)),
    Array.from({ length: 50 }, (_, index) => index + 1),
  );
  assert.deepEqual(await discrepancies(), []);
});

test("one transaction is reversed once, however many try at once", async () => {
  const { id } = await openAccount(billing);
  const wrong = await post(billing, id, "charges", charge(500));
  const url = `/api/billing/transactions/${wrong.id}/reversal`;
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => call(billing, admin, "POST", url, { reason: "twice" })),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(7).fill(409)]);
  assert.deepEqual((await getAccount(billing, id)).balance, usd(0));
});

const step = fc.oneof(
  fc.record({
    kind: fc.constant("charges" as const),
    amount: fc.integer({ min: 0, max: 10_000 }),
    who: fc.constantFrom("patient", "payer"),
  }),
  fc.record({
    kind: fc.constant("payments" as const),
    amount: fc.integer({ min: 1, max: 10_000 }),
    who: fc.constantFrom("patient", "payer"),
  }),
  fc.record({
    kind: fc.constant("transfers" as const),
    amount: fc.integer({ min: 1, max: 500 }),
    who: fc.constantFrom("to-patient", "to-payer", "between-payers"),
  }),
  fc.record({
    kind: fc.constant("adjustments" as const),
    amount: fc.integer({ min: 1, max: 500 }),
    who: fc.constantFrom("credit", "debit"),
  }),
  fc.record({ kind: fc.constant("reversal" as const), amount: fc.integer({ min: 0, max: 20 }), who: fc.constant("") }),
);

test("after any sequence of postings the trial balance is zero and every balance is the sum of its entries", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const { id } = await openAccount(billing);
      const posted: string[] = [];
      for (const { kind, amount, who } of steps) {
        if (kind === "reversal") {
          const target = posted[amount % Math.max(1, posted.length)];
          if (target)
            await call(billing, admin, "POST", `/api/billing/transactions/${target}/reversal`, { reason: "x" });
        } else if (kind === "charges")
          posted.push((await post(billing, id, kind, charge(amount, { responsibility: who }))).id);
        else if (kind === "payments")
          posted.push((await post(billing, id, kind, payment(amount, { responsibility: who }))).id);
        else posted.push((await post(billing, id, kind, { amount: usd(amount), direction: who, reasonCode: "r" })).id);
      }
      assert.deepEqual(await discrepancies(), []);
      const trial = await call(billing, admin, "GET", "/api/billing/trial-balance");
      assert.equal(trial.body.difference.amountMinor, 0);
    }),
    { numRuns: 15 },
  );
});

test("a balance as of a date counts what was effective by then", async () => {
  const { id } = await openAccount(billing);
  await post(billing, id, "charges", charge(1_000, { serviceDate: "2020-01-31", responsibility: "payer" }));
  await post(billing, id, "payments", payment(400, { receivedOn: "2020-02-01" }));
  const asOf = async (date: string) => {
    const { body } = await call(billing, admin, "GET", `/api/billing/accounts/${id}?asOf=${date}`);
    return [body.balance.amountMinor, body.payerBalance.amountMinor];
  };
  assert.deepEqual(await asOf("2020-01-30"), [0, 0]);
  assert.deepEqual(await asOf("2020-01-31"), [1_000, 1_000]);
  assert.deepEqual(await asOf("2020-02-01"), [600, 1_000]);
  const url = `/api/billing/accounts/${id}?asOf=2020-02-30`;
  assert.equal((await call(billing, admin, "GET", url)).status, 400);
});
