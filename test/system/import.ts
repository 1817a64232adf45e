/**
 * The importer on a small made-up export in Synthea's format, into a fresh system, through its
 * public API.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { TrialBalance } from "@pms/contracts/billing/ledger";
import { until } from "@pms/kit/testing/until";
import { asAdmin } from "./caller.ts";
import { sharedSystem, type TestSystem } from "./start-system.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const fixture = (name: string) => join(root, "local", "test", "fixtures", name);

let system: TestSystem;
function startImport(directory: string): {
  child: ChildProcess;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string }>;
} {
  const child = spawn(
    process.execPath,
    [join(root, "local/src/import.ts"), "synthea", directory, "--url", system.url],
    {
      env: { ...process.env, PMS_EMAIL: system.adminEmail, PMS_PASSWORD: system.adminPassword },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  return {
    child,
    ended: new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal, output }))),
  };
}
const runImport = (directory: string) => startImport(directory).ended;

/** Patients, accounts and money as the public API tells them. */
async function totals() {
  const admin = await asAdmin(system);
  const patients = await admin.get("/api/patients?total=true&limit=200");
  const accounts = await admin.get("/api/billing/accounts?total=true&limit=200");
  const trial = await admin.get("/api/billing/trial-balance");
  const balances = accounts.body.data.map(
    (account: { balance: { amountMinor: number } }) => account.balance.amountMinor,
  );
  return {
    patients: patients.body.page.total,
    accounts: accounts.body.page.total,
    balance: balances.reduce((sum: number, one: number) => sum + one, 0),
    difference: trial.body.difference.amountMinor,
  };
}

async function reported(name: string): Promise<number> {
  const admin = await asAdmin(system);
  const { body } = await admin.get(`/api/analytics/reports/${name}?from=1960-01-01&to=2030-12-31&granularity=year`);
  return body.rows.reduce((sum: number, row: { amount: { amountMinor: number } }) => sum + row.amount.amountMinor, 0);
}

suite("the import of an export", () => {
  before(async () => {
    system = await sharedSystem();
  });

  test("an export arrives whole: patients, accounts, balances, trial balance zero, analytics equal to the cent", async () => {
    const { code, output } = await runImport(fixture("synthea"));
    assert.equal(code, 0, output);
    assert.deepEqual(await totals(), { patients: 3, accounts: 3, balance: 70_666 - 77_749, difference: 0 });
    await until(
      "analytics equal billing",
      async () => (await reported("charges")) === 70_666 && (await reported("payments")) === 77_749,
    );
  });

  test("running it again changes nothing and says so", async () => {
    const before = await totals();
    const { code, output } = await runImport(fixture("synthea"));
    assert.equal(code, 0, output);
    assert.match(output, /Nothing was new/);
    assert.deepEqual(await totals(), before);
  });

  test("broken rows are reported by file, line and column, and the rest is imported", async () => {
    const before = await totals();
    const { code, output } = await runImport(fixture("synthea-broken"));
    assert.equal(code, 1, output);
    for (const place of [
      "patients.csv:3 BIRTHDATE",
      "claims_transactions.csv:3 AMOUNT",
      "claims_transactions.csv:5 TYPE",
      "claims_transactions.csv:6 PATIENTID",
    ]) {
      assert.ok(output.includes(place), `${place} in\n${output}`);
    }
    const now = await totals();
    assert.equal(now.patients, before.patients + 1);
    assert.equal(now.balance, before.balance + 1_000 - 400);
  });

  test("interrupted among the patients, again among the transactions, and run again, it is complete", async () => {
    const directory = await mkdtemp(join(tmpdir(), "pms export-"));
    try {
      const people = Array.from(
        { length: 1_200 },
        (_, index) => `f0000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
      );
      await writeFile(
        join(directory, "patients.csv"),
        [
          "Id,BIRTHDATE,DEATHDATE,FIRST,LAST,GENDER,ADDRESS,CITY,STATE,ZIP",
          ...people.map((id, index) => `${id},1970-01-01,,First${index},Last${index},F,,,,`),
        ].join("\n"),
      );
      const header =
        "ID,CLAIMID,CHARGEID,PATIENTID,TYPE,AMOUNT,METHOD,FROMDATE,PROCEDURECODE,UNITS,NOTES,TRANSFEROUTID,TRANSFERTYPE,PAYMENTS,TRANSFERS";
      const rows = people.flatMap((id, index) =>
        ["a", "b"].flatMap((visit) => [
          `c${index}${visit},k${index}${visit},1,${id},CHARGE,10.00,,2024-01-01,1,1,Visit,,p,,`,
          `p${index}${visit},k${index}${visit},2,${id},PAYMENT,,CASH,2024-01-01,1,1,Visit,,,4.00,`,
        ]),
      );
      await writeFile(join(directory, "claims_transactions.csv"), [header, ...rows].join("\n"));
      const before = await totals();
      const admin = await asAdmin(system);
      const revenue = async (): Promise<number> => {
        const { accounts }: TrialBalance = (await admin.get("/api/billing/trial-balance")).body;
        const earned = accounts.filter(({ account }) => account.startsWith("revenue:"));
        return earned.reduce((sum, { credit }) => sum + credit.amountMinor, 0);
      };
      const charged = await revenue();
      const phases: Record<string, () => Promise<boolean>> = {
        "patients arrive": async () => (await totals()).patients > before.patients,
        "transactions arrive": async () => (await revenue()) > charged,
      };
      for (const [phase, reached] of Object.entries(phases)) {
        const { child, ended } = startImport(directory);
        await until(phase, reached);
        child.kill("SIGKILL");
        assert.equal((await ended).signal, "SIGKILL", phase);
      }
      const partly = (await revenue()) - charged;
      assert.ok(partly < 1_200 * 2_000, `${partly} of the charges are posted`);
      const { code, output } = await runImport(directory);
      assert.equal(code, 0, output);
      const now = await totals();
      assert.equal(now.patients, before.patients + 1_200);
      assert.equal(now.accounts, before.accounts + 1_200);
      assert.match(output, /1,200 accounts, sum of balances \$14,400\.00/);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
