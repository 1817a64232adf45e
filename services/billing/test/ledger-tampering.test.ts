/**
 * The ledger attacked as the superuser, whom nothing holds, and whose traces the check of integrity
 * finds: where sums, orphans, sequences, cached balances or seals no longer fit.
 */
import assert from "node:assert/strict";
import { randomUUIDv7 } from "node:crypto";
import { after, test } from "node:test";
import type { LedgerIntegrity } from "@pms/contracts/billing/ledger";
import pg from "pg";
import { foldLedger } from "../src/integrity/store/ledger-sums.ts";
import { admin, call, charge, openAccount, payment, post, startBilling } from "./support.ts";

const billing = await startBilling({ after });
const { id: accountId } = await openAccount(billing);
const posted = [
  await post(billing, accountId, "charges", charge(500)),
  await post(billing, accountId, "charges", charge(700)),
  await post(billing, accountId, "payments", payment(200)),
  await post(billing, accountId, "charges", charge(50)),
];
while ((await foldLedger(billing.database.db, 1_000)) > 0);
const root = new pg.Client(billing.superuserUrl);
await root.connect();
root.on("error", () => {});
after(() => root.end());
// Past the triggers that hold for a replica too, and openly: nobody but a superuser can.
await root.query("SET session_replication_role = replica");
for (const table of ["transactions", "ledger_entries", "ledger_seals"])
  await root.query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
const check = async () => {
  const { status, body } = await call(billing, admin, "GET", "/api/billing/integrity");
  assert.equal(status, 200, JSON.stringify(body));
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
