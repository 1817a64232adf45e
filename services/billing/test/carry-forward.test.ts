/** A ledger of the version before the chart of accounts, carried forward by its migration. */
import assert from "node:assert/strict";
import { randomUUIDv7 } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openDatabase } from "@pms/kit/db/database";
import { migrate } from "@pms/kit/db/migrate";
import { kitMigrations } from "@pms/kit/db/migration-files";
import { actorWith } from "@pms/kit/testing/actor";
import { testDatabase } from "@pms/kit/testing/postgres";
import { migrations } from "../src/app.ts";
import { checkIntegrity } from "../src/integrity/check-integrity.ts";
import { deriveLedger, foldLedger, sumLedger } from "../src/integrity/store/ledger-sums.ts";
import type { DB } from "../src/store/gen/tables.ts";

const chartNumber = 13;
const own = fileURLToPath(new URL("../migrations/", import.meta.url));
const before = mkdtempSync(join(tmpdir(), "pms-billing-before-"));
for (const name of readdirSync(own))
  if (Number(name.slice(0, 4)) < chartNumber) cpSync(join(own, name), join(before, name));
after(() => rmSync(before, { recursive: true, force: true }));

const { url, ownerUrl } = await testDatabase(
  { after },
  { sets: [kitMigrations, { name: "billing", directory: before }], name: "billing" },
);
const database = openDatabase<DB>({ url, maxConnections: 4, applicationName: "carry forward" });
after(() => database.close());
const { pool, db } = database;
const everybody = actorWith({ facilities: "all" });
const [here, there] = [randomUUIDv7(), randomUUIDv7()];

type Old = { type: string; debit: string; credit: string; minor: number; on: string; told?: object };
const owes = "receivable:patient";
const acts: Old[] = [
  { type: "charge", debit: owes, credit: "revenue", minor: 9_000, on: "2020-02-29", told: { code: "99213" } },
  { type: "charge", debit: "receivable:payer", credit: "revenue", minor: 0, on: "2021-01-01", told: { code: "x" } },
  ...["cash", "card", "copay", "check"].map((method, index) => ({
    ...{ type: "payment", debit: "cash", credit: owes, minor: 100 + index, on: `2022-0${index + 1}-15` },
    told: { method },
  })),
  ...["CO-45", "bad-debt", "discount", "courtesy", "hardship", "unheard-of"].map((reason, index) => ({
    ...{ type: "adjustment", debit: "adjustments", credit: owes, minor: 10 + index, on: "2023-06-30" },
    told: { reason_code: reason, direction: "credit" },
  })),
  {
    type: "transfer",
    debit: "transfers",
    credit: owes,
    minor: 70,
    on: "2024-01-01",
    told: { direction: "to-account" },
  },
];

/** As the version before inserts: its own names, one statement for the entries. */
async function insertOld(accountId: string, currency: string, sequence: number, balance: number, act: Old) {
  const id = randomUUIDv7();
  const told: { code?: string; method?: string; reason_code?: string; direction?: string } = act.told ?? {};
  const delta = (act.debit.startsWith("receivable") ? 1 : -1) * act.minor;
  const payer = act.debit === "receivable:payer" ? act.minor : 0;
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query(
      `INSERT INTO transactions (id, account_id, sequence, type, amount_minor, currency, balance_delta_minor,
         balance_after_minor, payer_balance_after_minor, effective_on, posted_at, posted_by, facility_id, code, method,
         reason_code, direction)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10::date + time '23:30', 'them', $11, $12, $13, $14, $15)`,
      [
        ...[id, accountId, sequence, act.type, act.minor, currency, delta, balance + delta, payer, act.on],
        ...[sequence % 2 ? here : there, told.code, told.method, told.reason_code, told.direction],
      ],
    );
    await client.query("INSERT INTO ledger_entries VALUES ($1, 1, $2, $3, $5, 0), ($1, 2, $2, $4, 0, $5)", [
      id,
      accountId,
      act.debit,
      act.credit,
      act.minor,
    ]);
    await client.query("UPDATE accounts SET balance_minor = $2, last_sequence = $3 WHERE id = $1", [
      ...[accountId, balance + delta, sequence],
    ]);
    await client.query("COMMIT");
  } finally {
    client.release();
  }
  return balance + delta;
}

const days = ["2020-02-28", "2020-02-29", "2022-01-15", "2022-03-01", "2023-06-29", "2023-06-30", "2026-01-01"];
const stored = async () =>
  (
    await pool.query<{ rows: string }>(
      `SELECT md5(string_agg(line, chr(10) ORDER BY line)) AS rows FROM (
         SELECT t::text AS line FROM transactions t UNION ALL SELECT e::text FROM ledger_entries e) lines`,
    )
  ).rows[0]?.rows;

test("a ledger of the version before is carried forward: not a row changes, and every figure of every day is told apart (REL-10)", async () => {
  const accounts = [
    ["USD", here],
    ["JPY", there],
    ["KWD", here],
  ].map(([currency = "", facility]) => ({ id: randomUUIDv7(), currency, facility }));
  const balances = new Map<string, number>();
  for (const { id, currency, facility } of accounts) {
    await pool.query("INSERT INTO accounts (id, patient_id, facility_id, currency) VALUES ($1, $1, $2, $3)", [
      ...[id, facility, currency],
    ]);
    let balance = 0;
    for (const [index, act] of acts.entries()) balance = await insertOld(id, currency, index + 1, balance, act);
    balances.set(id, balance);
  }
  await foldLedger(db, 20);
  const was = await stored();
  const oldSums = (on: string) =>
    pool.query(
      `SELECT e.ledger_account, t.currency, sum(e.debit_minor - e.credit_minor)::text AS net
       FROM ledger_entries e JOIN transactions t ON t.id = e.transaction_id WHERE t.effective_on <= $1 GROUP BY 1, 2`,
      [on],
    );
  const applied = await migrate({ ownerUrl, appRole: "test_app", sets: migrations });
  assert.equal(applied[0]?.number, chartNumber);
  assert.equal(await stored(), was, "no row of the ledger is another");

  for (const on of days)
    for (const { currency } of accounts) {
      const now = await sumLedger(db, { asOf: on, currency }, everybody);
      assert.deepEqual(now, await deriveLedger(db, { asOf: on, currency }, everybody), `${on} ${currency}`);
      const kinds = Map.groupBy(now, ({ ledgerAccount: name }) =>
        name === "clearing" ? "transfers" : name.startsWith("receivable") ? name : (name.split(":")[0] ?? ""),
      );
      const nets = [...kinds].map(([kind, totals]) => [
        kind,
        String(totals.reduce((sum, { debitMinor, creditMinor }) => sum + debitMinor - creditMinor, 0n)),
      ]);
      const old = (await oldSums(on)).rows.filter((row) => row.currency === currency && row.net !== "0");
      assert.deepEqual(nets.sort(), old.map((row) => [row.ledger_account, row.net]).sort(), `${on} ${currency}`);
    }
  const usd = await sumLedger(db, { asOf: "2026-01-01", currency: "USD" }, everybody);
  assert.deepEqual(
    usd.map(({ ledgerAccount, debitMinor, creditMinor }) => `${ledgerAccount} ${debitMinor - creditMinor}`),
    [
      ...["adjustments:charity 14", "adjustments:contractual 10", "adjustments:courtesy 13", "adjustments:discount 12"],
      ...["adjustments:other 15", "adjustments:write-off 11", "cash:card 101", "cash:cash 100", "cash:check 103"],
      ...["cash:other 102", "clearing 70", "receivable:patient 8449", "revenue:services -9000"],
    ],
  );
  const integrity = () => checkIntegrity({ database, currency: "USD" }, { actor: everybody } as never);
  assert.deepEqual(
    (await integrity()).checks.filter(({ ok }) => !ok),
    [],
  );

  // An instance of the version before, still running beside the new one, posts on.
  for (const { id, currency } of accounts)
    await insertOld(id, currency, acts.length + 1, balances.get(id) ?? 0, {
      ...{ type: "payment", debit: "cash", credit: owes, minor: 5, on: "2026-02-01", told: { method: "echeck" } },
    });
  const later = await sumLedger(db, { asOf: "2026-02-01", currency: "JPY" }, everybody);
  assert.equal(later.find(({ ledgerAccount }) => ledgerAccount === "cash:echeck")?.debitMinor, 5n);
  while ((await foldLedger(db, 100)) > 0);
  assert.deepEqual(
    (await integrity()).checks.filter(({ ok }) => !ok),
    [],
  );
  const atTwo = { asOf: new Date("2022-02-15T23:29:59Z"), currency: "USD" };
  for (const until of [atTwo.asOf, new Date("2022-02-15T23:30:00Z")])
    assert.deepEqual(
      await sumLedger(db, { ...atTwo, asOf: until }, everybody),
      await deriveLedger(db, { ...atTwo, asOf: until }, everybody),
    );
});
