import assert from "node:assert/strict";
import { randomUUID, randomUUIDv7 } from "node:crypto";
import { after, test } from "node:test";
import { openDatabase } from "@pms/kit/db/database";
import { actorWith } from "@pms/kit/testing/actor";
import { until } from "@pms/kit/testing/until";
import { moveAccounts } from "../src/accounts/store/move-accounts.ts";
import { startFoldingLedger } from "../src/integrity/fold-ledger.ts";
import { deriveLedger, foldLedger, sumLedger } from "../src/integrity/store/ledger-sums.ts";
import type { DB } from "../src/store/gen/tables.ts";
import { admin, call, charge, facilityA, facilityB, openAccount, payment, post, startBilling } from "./support.ts";

/** The record says neither when the patient was born nor that they died. */
const unknownYears = { birthYear: null, deathYear: null };

const billing = await startBilling({ after });
const { db } = billing.database;
const seeing = (facilities: "all" | string[]) => actorWith({ facilities });
const scopes = ["all", [facilityA], [facilityB], [facilityA, facilityB], []] as const;

/** The same pseudo-random numbers at every run. */
let state = 42;
const pick = (below: number): number => {
  state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
  return Math.floor((state / 2 ** 31) * below);
};
const someDay = () => new Date(Date.UTC(1900 + pick(126), pick(12), 1 + pick(28))).toISOString().slice(0, 10);

/** Both in one snapshot: what is answered, and every single entry. */
async function assertSame(asOf: string): Promise<void> {
  for (const facilities of scopes) {
    const actor = seeing(facilities === "all" ? "all" : [...facilities]);
    await db
      .transaction()
      .setIsolationLevel("repeatable read")
      .execute(async (tx) => {
        const until = { asOf, currency: "USD" };
        assert.deepEqual(
          await sumLedger(tx, until, actor),
          await deriveLedger(tx, until, actor),
          `${asOf} ${facilities}`,
        );
      });
  }
}

async function integrity() {
  const { status, body } = await call(billing, admin, "GET", "/api/billing/integrity");
  assert.equal(status, 200, JSON.stringify(body));
  return body as { ok: boolean; checks: { name: string; ok: boolean; count: number }[] };
}

test("the trial balance of any day is the sum of the entries, while postings, moves and two folding instances go on (REL-9)", async () => {
  const accounts = await Promise.all(
    [facilityA, facilityB, facilityA, facilityB].map((facilityId) => openAccount(billing, { facilityId })),
  );
  const folding = [1, 2].map(() => startFoldingLedger({ database: billing.database, logger: billing.deps.logger }));
  let version = 1;
  let posting = true;
  const work = [0, 1, 2].map(async () => {
    for (let n = 0; n < 25; n += 1) {
      const account = accounts[pick(accounts.length)];
      assert.ok(account);
      const [serviceDate, amount] = [someDay(), 1 + pick(10_000)];
      if (pick(3) === 0) await post(billing, account.id, "payments", payment(amount, { receivedOn: serviceDate }));
      else await post(billing, account.id, "charges", charge(amount, { serviceDate }));
      if (pick(5) === 0) {
        version += 1;
        const move = {
          patientId: account.patientId,
          facilityId: pick(2) ? facilityA : facilityB,
          version,
          ...unknownYears,
        };
        await db.transaction().execute((tx) => moveAccounts(tx, [move]));
      }
    }
  });
  const reading = (async () => {
    while (posting) await assertSame(pick(3) === 0 ? "2026-12-31" : someDay());
  })();
  await Promise.all(work);
  posting = false;
  await reading;
  const empty = "SELECT FROM ledger_pending UNION ALL SELECT FROM ledger_moved_accounts";
  await until("all is folded", async () => (await billing.pool.query(empty)).rowCount === 0);
  await Promise.all(folding.map((one) => one.stop()));
  for (let n = 0; n < 20; n += 1) await assertSame(someDay());
  assert.deepEqual(
    (await integrity()).checks.filter(({ ok }) => !ok),
    [],
  );
});

test("a posting that commits after later ones were folded is not missed", async () => {
  const [late, early] = [await openAccount(billing), await openAccount(billing)];
  const slow = await billing.pool.connect();
  try {
    await slow.query("BEGIN");
    const id = randomUUIDv7();
    await slow.query(
      `INSERT INTO transactions (id, account_id, sequence, type, amount_minor, currency, balance_delta_minor,
         balance_after_minor, payer_balance_after_minor, effective_on, posted_at, posted_by, facility_id)
       VALUES ($1, $2, 1, 'charge', 700, 'USD', 700, 700, 0, '1950-06-01', now(), 'test', $3)`,
      [id, late.id, facilityA],
    );
    await slow.query(
      "INSERT INTO ledger_entries VALUES ($1, 1, $2, 'receivable:patient', 700, 0), ($1, 2, $2, 'revenue', 0, 700)",
      [id, late.id],
    );
    await slow.query("UPDATE accounts SET balance_minor = 700, last_sequence = 1 WHERE id = $1", [late.id]);
    await post(billing, early.id, "charges", charge(300, { serviceDate: "1960-01-01" }));
    while ((await foldLedger(db, 10)) > 0);
    await assertSame("2026-12-31");
    await slow.query("COMMIT");
  } finally {
    slow.release();
  }
  await assertSame("2026-12-31");
  while ((await foldLedger(db, 10)) > 0);
  await assertSame("1950-06-01");
  await assertSame("2026-12-31");
  assert.equal((await integrity()).ok, true);
});

test("an account that goes to another facility takes its past along in the trial balance (AZ-3)", async () => {
  const account = await openAccount(billing, { facilityId: facilityA });
  await post(billing, account.id, "charges", charge(12_345, { serviceDate: "1931-02-03" }));
  while ((await foldLedger(db, 1_000)) > 0);
  const sumAt = async (facilityId: string) => {
    const at = { ...admin, facilities: [facilityId] };
    const { body } = await call(billing, at, "GET", "/api/billing/trial-balance?asOf=1931-12-31");
    const revenue = body.accounts.find((of: { account: string }) => of.account === "revenue:visits");
    return (revenue?.credit.amountMinor ?? 0) as number;
  };
  const before = [await sumAt(facilityA), await sumAt(facilityB)];
  const move = { patientId: account.patientId, facilityId: facilityB, version: 7, ...unknownYears };
  await db.transaction().execute((tx) => moveAccounts(tx, [move]));
  const moved = before.map((sum, index) => sum + (index === 0 ? -12_345 : 12_345));
  assert.deepEqual([await sumAt(facilityA), await sumAt(facilityB)], moved);
  while ((await foldLedger(db, 1_000)) > 0);
  assert.deepEqual([await sumAt(facilityA), await sumAt(facilityB)], moved);
});

test("integrity names what differs: a checkpoint, a cached balance, a running balance", async () => {
  const account = await openAccount(billing);
  await post(billing, account.id, "charges", charge(500));
  while ((await foldLedger(db, 1_000)) > 0);
  assert.equal((await integrity()).ok, true);
  const owner = openDatabase<DB>({ url: billing.ownerUrl, maxConnections: 1, applicationName: "owner" });
  const failing = async () => (await integrity()).checks.filter(({ ok }) => !ok).map(({ name }) => name);
  const spoiled = async (change: string, back: string, values: unknown[] = []) => {
    await owner.pool.query(change, values);
    const names = await failing();
    await owner.pool.query(back, values);
    return names;
  };
  try {
    const checkpoint = "UPDATE ledger_checkpoints SET debit_minor = debit_minor";
    const where = "WHERE grain = 3 AND bucket = '2026-01-01' AND ledger_account = 'cash:card'";
    await post(billing, account.id, "payments", payment(100));
    while ((await foldLedger(db, 1_000)) > 0);
    assert.deepEqual(await spoiled(`${checkpoint} + 1 ${where}`, `${checkpoint} - 1 ${where}`), ["checkpoints"]);
    const balance = "UPDATE accounts SET balance_minor = balance_minor";
    assert.deepEqual(await spoiled(`${balance} + 1 WHERE id = $1`, `${balance} - 1 WHERE id = $1`, [account.id]), [
      "cached-balances",
    ]);
    const later = "UPDATE transactions SET balance_after_minor = balance_after_minor";
    const open = "ALTER TABLE transactions DISABLE TRIGGER USER;";
    const closed =
      "; ALTER TABLE transactions ENABLE ALWAYS TRIGGER append_only; ALTER TABLE transactions ENABLE ALWAYS TRIGGER append_only_rows; ALTER TABLE transactions ENABLE TRIGGER transactions_balanced";
    const one = `WHERE account_id = '${account.id}' AND sequence = 2`;
    assert.deepEqual(await spoiled(`${open} ${later} + 1 ${one} ${closed}`, `${open} ${later} - 1 ${one} ${closed}`), [
      "running-balances",
      "seals",
    ]);
  } finally {
    await owner.close();
  }
  assert.deepEqual(await failing(), []);
});

test("the service can't write checkpoints, but only fold", async () => {
  for (const change of [
    "UPDATE ledger_checkpoints SET debit_minor = 0",
    "DELETE FROM ledger_pending",
    "INSERT INTO ledger_moved_accounts SELECT id, facility_id FROM accounts",
    "SELECT add_to_checkpoints('[]')",
  ])
    await assert.rejects(billing.pool.query(change), { code: "42501" }, change);
});

test("sums beyond what JSON numbers say exactly are refused in words, and exact again without them", async () => {
  const most = 9_007_199_254_740_000;
  const posted = [];
  for (let n = 0; n < 2; n += 1) {
    const { id } = await openAccount(billing, { facilityId: facilityB });
    posted.push(id);
  }
  const client = await billing.pool.connect();
  try {
    for (const accountId of posted) {
      const id = randomUUIDv7();
      await client.query("BEGIN");
      await client.query(
        `INSERT INTO transactions (id, account_id, sequence, type, amount_minor, currency, balance_delta_minor,
           balance_after_minor, payer_balance_after_minor, effective_on, posted_at, posted_by, facility_id)
         VALUES ($1, $2, 1, 'charge', $3, 'USD', $3, $3, 0, '2026-03-01', now(), 'test', $2)`,
        [id, accountId, most],
      );
      await client.query(
        "INSERT INTO ledger_entries VALUES ($1, 1, $2, 'receivable:patient', $3, 0), ($1, 2, $2, 'revenue', 0, $3)",
        [id, accountId, most],
      );
      await client.query("UPDATE accounts SET balance_minor = $2, last_sequence = 1 WHERE id = $1", [accountId, most]);
      await client.query("COMMIT");
    }
  } finally {
    client.release();
  }
  const { status, body } = await call(billing, admin, "GET", "/api/billing/trial-balance");
  assert.equal(status, 422, JSON.stringify(body));
  assert.match(body.detail, /beyond what a JSON number can say exactly/);
  assert.equal((await call(billing, admin, "GET", "/api/billing/trial-balance?asOf=2026-02-28")).status, 200);
  assert.equal((await integrity()).ok, true);
});

test("few checks of the ledger run at once, and who asks for the same is answered the same; who sees a part of it has that part checked (AZ-3, REL-8)", async () => {
  const ask = (facilities: "all" | string[]) =>
    call(billing, { ...admin, facilities }, "GET", "/api/billing/integrity");
  const alike = await Promise.all([1, 2, 3, 4, 5].map(() => ask("all")));
  assert.deepEqual([...new Set(alike.map(({ status }) => status))], [200]);
  assert.equal(new Set(alike.map(({ body }) => body.checkedAt)).size, 1, "they share one check");
  const apart = await Promise.all(
    [...[facilityA, facilityB].map((one) => [one]), [facilityA, facilityB], []].map((some) => ask(some)),
  );
  assert.deepEqual(apart.map(({ status }) => status).sort(), [200, 200, 200, 503]);
  assert.equal(apart.find(({ status }) => status === 503)?.headers["retry-after"], "10");
  const mine = await openAccount(billing, { facilityId: facilityB, ownerUserId: randomUUID() });
  const of = async (caller: object) => {
    const { status, body } = await call(billing, { ...admin, ...caller }, "GET", "/api/billing/integrity");
    assert.equal(status, 200);
    return body.checks.map(({ name }: { name: string }) => name);
  };
  const own = ["transactions-balanced", "chart", "cached-balances", "running-balances", "seals"];
  assert.deepEqual(await of({ facilities: [facilityA] }), [...own, "checkpoints", "trial-balance"]);
  assert.deepEqual(await of({ id: mine.patientId, roles: ["patient"] }), own);
  const refused = await call(billing, { ...admin, roles: ["analyst"] }, "GET", "/api/billing/integrity");
  assert.equal(refused.status, 403);
});
