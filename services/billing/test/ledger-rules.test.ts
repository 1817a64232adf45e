/**
 * The ledger's rules attacked: as the service's role, which the database refuses; as the superuser,
 * whom nothing holds, and whose traces the check of integrity finds.
 */
import assert from "node:assert/strict";
import { randomUUIDv7 } from "node:crypto";
import { after, test } from "node:test";
import type { LedgerIntegrity } from "@pms/contracts/billing/ledger";
import pg from "pg";
import { foldLedger } from "../src/integrity/store/ledger-sums.ts";
import { admin, call, charge, facilityA, openAccount, payment, post, startBilling } from "./support.ts";

const billing = await startBilling({ after });

type Lines = [account: string, debit: number, credit: number][];
type Posting = { sequence?: number; amount?: number; entries?: Lines };

/** As whoever holds the service's password could: straight into the tables, in one transaction. */
async function insert(accountId: string, { sequence = 1, amount = 100, entries }: Posting): Promise<string> {
  const id = randomUUIDv7();
  const client = await billing.pool.connect();
  const lines = entries ?? [
    ["receivable:patient", amount, 0],
    ["revenue:visits", 0, amount],
  ];
  try {
    await client.query("BEGIN");
    await client.query(
      `INSERT INTO transactions (id, account_id, sequence, type, amount_minor, currency, balance_delta_minor,
         balance_after_minor, payer_balance_after_minor, effective_on, posted_at, posted_by, facility_id)
       VALUES ($1, $2, $3, 'charge', $4, 'USD', $4, $4, 0, '2026-01-01', now(), 'attacker', $5)`,
      [id, accountId, sequence, amount, facilityA],
    );
    if (lines.length > 0)
      await client.query(
        `INSERT INTO ledger_entries SELECT $1, line, $2, account, debit, credit
         FROM unnest($3::text[], $4::bigint[], $5::bigint[]) WITH ORDINALITY lines(account, debit, credit, line)`,
        [id, accountId, lines.map(([a]) => a), lines.map(([, debit]) => debit), lines.map(([, , credit]) => credit)],
      );
    await client.query("UPDATE accounts SET balance_minor = balance_minor + $2, last_sequence = $3 WHERE id = $1", [
      accountId,
      amount,
      sequence,
    ]);
    await client.query("COMMIT");
    return id;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

test("the service's role posts nothing that is unbalanced, out of turn, of no account or of a closed one (REL-9)", async () => {
  const { id } = await openAccount(billing);
  const refused = (posting: Posting, constraint: string, accountId = id) =>
    assert.rejects(insert(accountId, posting), { constraint }, constraint);
  await refused({ entries: [] }, "ledger_entries_balanced");
  await refused({ entries: [["cash:cash", 100, 0]] }, "ledger_entries_balanced");
  const cash = (account: string): Lines => [
    [account, 100, 0],
    ["revenue:visits", 0, 100],
  ];
  for (const unknown of ["cash:gold", "receivable:nobody", "Cash:cash", "", "revenue:visits "])
    await refused({ entries: cash(unknown) }, "ledger_entries_known_account");
  await refused({ sequence: 2 }, "transactions_unbroken_sequence");
  await refused({ sequence: 7 }, "transactions_unbroken_sequence");
  await insert(id, {});
  await refused({ sequence: 1 }, "transactions_account_id_sequence_key");
  await refused({ sequence: 3 }, "transactions_unbroken_sequence");
  await insert(id, { sequence: 2 });

  const closed = await openAccount(billing);
  await billing.pool.query("UPDATE accounts SET status = 'closed' WHERE id = $1", [closed.id]);
  await refused({ amount: 100 }, "transactions_open_account", closed.id);
});

test("the service's role writes no seal and no chart, and adds no line to what is sealed (REL-9)", async () => {
  const { id } = await openAccount(billing);
  const posted = await insert(id, {});
  const more = billing.pool.query(
    "INSERT INTO ledger_entries VALUES ($1, 3, $2, 'cash:cash', 100, 0), ($1, 4, $2, 'cash:card', 0, 100)",
    [posted, id],
  );
  await assert.rejects(more, { constraint: "ledger_seals_pkey" });
  for (const change of [
    "INSERT INTO ledger_seals SELECT account_id, sequence + 1, transaction_id, hash FROM ledger_seals",
    "UPDATE ledger_seals SET hash = ''",
    "DELETE FROM ledger_seals",
    "TRUNCATE ledger_seals",
    "INSERT INTO ledger_accounts (code, number, name, type) VALUES ('cash:gold', '1011', 'Gold', 'asset')",
    "UPDATE ledger_accounts SET name = 'x'",
    "DELETE FROM ledger_account_rules",
    "ALTER TABLE transactions DISABLE TRIGGER USER",
    "SET session_replication_role = replica",
  ])
    await assert.rejects(billing.pool.query(change), { code: "42501" }, change);
});

test("nothing is posted to an account of the chart that is closed", async () => {
  const { id } = await openAccount(billing);
  const owner = new pg.Client(billing.ownerUrl);
  await owner.connect();
  try {
    await owner.query("UPDATE ledger_accounts SET closed_at = now() WHERE code = 'cash:echeck'");
    const posting: Posting = {
      entries: [
        ["cash:echeck", 100, 0],
        ["revenue:visits", 0, 100],
      ],
    };
    await assert.rejects(insert(id, posting), { constraint: "ledger_entries_known_account" });
  } finally {
    await owner.query("UPDATE ledger_accounts SET closed_at = NULL WHERE code = 'cash:echeck'");
    await owner.end();
  }
});

test("two who post out of turn at once leave neither a gap nor a sequence twice (REL-9)", async () => {
  const { id } = await openAccount(billing);
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, (_, n) => insert(id, { sequence: 1 + (n % 2) })));
  assert.ok(outcomes.some(({ status }) => status === "fulfilled"));
  const { rows } = await billing.pool.query(
    "SELECT sequence::integer FROM transactions WHERE account_id = $1 ORDER BY sequence",
    [id],
  );
  assert.deepEqual(
    rows.map(({ sequence }) => sequence),
    rows.map((_, index) => index + 1),
  );
});

// What is posted by hand above says of its balances what no ledger would.
const mine = await startBilling({ after });
const { id: accountId } = await openAccount(mine);
const posted = [
  await post(mine, accountId, "charges", charge(500)),
  await post(mine, accountId, "charges", charge(700)),
  await post(mine, accountId, "payments", payment(200)),
  await post(mine, accountId, "charges", charge(50)),
];
while ((await foldLedger(mine.database.db, 1_000)) > 0);
const root = new pg.Client(mine.superuserUrl);
await root.connect();
root.on("error", () => {});
after(() => root.end());
// Past the triggers that hold for a replica too, and openly: nobody but a superuser can.
await root.query("SET session_replication_role = replica");
for (const table of ["transactions", "ledger_entries", "ledger_seals"])
  await root.query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
const check = async () => {
  const { body } = await call(mine, admin, "GET", "/api/billing/integrity");
  const { checks }: LedgerIntegrity = body;
  return Object.fromEntries(checks.filter(({ ok }) => !ok).map(({ name, first }) => [name, first]));
};
const second = { accountId, sequence: 2, transactionId: posted[1]?.id };
/** Changes, checks, and changes back. */
const spoiled = async (change: string, values: unknown[], back: string, backValues = values) => {
  await root.query(change, values);
  const found = await check();
  await root.query(back, backValues);
  assert.deepEqual(await check(), {}, `${back} puts it back`);
  return found;
};

test("a superuser who posts an entry elsewhere, or another amount, is found, and the first bad entry named", async () => {
  assert.deepEqual(await check(), {});
  // Another account of the same side: every sum still fits but the seal and the kept sums.
  const where = "WHERE transaction_id = $1 AND line = 2";
  const moved = await spoiled(
    `UPDATE ledger_entries SET ledger_account = 'revenue:drugs' ${where}`,
    [posted[1]?.id],
    `UPDATE ledger_entries SET ledger_account = 'revenue:visits' ${where}`,
  );
  assert.deepEqual(moved.seals, second);
  assert.deepEqual(Object.keys(moved), ["seals", "checkpoints", "trial-balance"]);
  assert.equal(moved.checkpoints?.ledgerAccount, "revenue:drugs");

  const invented = await spoiled(
    `UPDATE ledger_entries SET ledger_account = 'cash:gold' ${where}`,
    [posted[1]?.id],
    `UPDATE ledger_entries SET ledger_account = 'revenue:visits' ${where}`,
  );
  assert.deepEqual(invented.chart, { ...second, ledgerAccount: "cash:gold" });

  const unbalanced = await spoiled(
    `UPDATE ledger_entries SET credit_minor = credit_minor - 1 ${where}`,
    [posted[1]?.id],
    `UPDATE ledger_entries SET credit_minor = credit_minor + 1 ${where}`,
  );
  assert.deepEqual(unbalanced["transactions-balanced"], second);
  assert.ok("trial-balance" in unbalanced && "seals" in unbalanced);
});

test("a superuser who changes when, by whom or for what something was posted is found by the seal", async () => {
  // What nobody would find in the sums: when, by whom, with which words.
  for (const [column, value] of [
    ["effective_on", "'2026-01-14'"],
    ["posted_by", "'somebody else'"],
    ["description", "'another service'"],
    ["posted_at", "posted_at - interval '1 second'"],
  ]) {
    const { rows } = await root.query(`SELECT ${column}::text AS was FROM transactions WHERE id = $1`, [posted[1]?.id]);
    const found = await spoiled(
      `UPDATE transactions SET ${column} = ${value} WHERE id = $1`,
      [posted[1]?.id],
      `UPDATE transactions SET ${column} = $2 WHERE id = $1`,
      [posted[1]?.id, rows[0].was],
    );
    assert.deepEqual(found.seals, second, column);
  }
});

/** The newest transaction is taken out of these tables, and all else made to fit. */
const cut = async (tables: string[]) => {
  await root.query("CREATE SCHEMA IF NOT EXISTS kept");
  for (const [table, key] of tables.map((each) => each.split(" "))) {
    await root.query(`CREATE TABLE kept.${table} AS SELECT * FROM ${table} WHERE ${key} = '${posted[3]?.id}'`);
    await root.query(`DELETE FROM ${table} WHERE ${key} = '${posted[3]?.id}'`);
  }
  await root.query("UPDATE accounts SET balance_minor = 1000, last_sequence = 3 WHERE id = $1", [accountId]);
  const found = await check();
  for (const [table] of tables.map((each) => each.split(" ")))
    await root.query(`INSERT INTO ${table} SELECT * FROM kept.${table}`);
  await root.query("DROP SCHEMA kept CASCADE");
  await root.query("UPDATE accounts SET balance_minor = 1050, last_sequence = 4 WHERE id = $1", [accountId]);
  assert.deepEqual(await check(), {});
  return found;
};

test("a superuser who takes out the newest transaction is found, its seal gone or not", async () => {
  const both = ["ledger_entries transaction_id", "transactions id"];
  assert.deepEqual((await cut(both)).seals, { accountId, sequence: 4, transactionId: posted[3]?.id });
  const withSeal = await cut([...both, "ledger_seals transaction_id"]);
  assert.ok("checkpoints" in withSeal && "trial-balance" in withSeal, JSON.stringify(withSeal));
});

test("a superuser who leaves a gap, an orphan or a wrong balance is found, and where", async () => {
  // From the middle, with everything that is derived made to fit: the chain is broken.
  const gap = await spoiled(
    "UPDATE transactions SET sequence = 40 WHERE id = $1",
    [posted[1]?.id],
    "UPDATE transactions SET sequence = 2 WHERE id = $1",
  );
  assert.equal(gap["running-balances"]?.accountId, accountId);
  assert.deepEqual(gap.seals, second);

  const orphan = randomUUIDv7();
  const orphaned = await spoiled(
    "INSERT INTO ledger_entries VALUES ($1, 1, $1, 'cash:cash', 5, 0)",
    [orphan],
    "DELETE FROM ledger_entries WHERE transaction_id = $1",
  );
  assert.deepEqual(orphaned.orphans, { accountId: orphan, transactionId: orphan });
  const cached = await spoiled(
    "UPDATE accounts SET balance_minor = balance_minor + 1 WHERE id = $1",
    [accountId],
    "UPDATE accounts SET balance_minor = balance_minor - 1 WHERE id = $1",
  );
  assert.deepEqual(cached, { "cached-balances": { accountId } });
});
