import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TrialBalance } from "@pms/contracts/billing/ledger";
import { until } from "@pms/kit/testing/until";
import { signIn } from "../src/api-client.ts";
import { fillWithDemoData } from "../src/demo/fill.ts";
import { type LocalSystem, startSystem } from "../src/start-system.ts";

let folder: string;
let system: LocalSystem;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "pms demo-"));
  system = await startSystem({ dataDirectory: folder, port: 0, durable: false, web: false, say: () => {} });
});
after(async () => {
  await system.stop();
  await rm(folder, { recursive: true, maxRetries: 5 });
});

const signInAs = async (line: string | undefined) => {
  const [, email = "", password = ""] = line?.trim().split(/ +/) ?? [];
  return signIn(system.url, email, password);
};

test("the log of the running system is found by its data folder", async () => {
  const script = fileURLToPath(new URL("../src/dead-letters.ts", import.meta.url));
  const env = { ...process.env, PMS_DATA_DIR: folder };
  const { stdout } = await promisify(execFile)(process.execPath, [script, "list"], { env });
  assert.equal(stdout, "No dead letters.\n");
});

test("sample data that were interrupted are completed at the next start, and made once, whole though billing was away", async () => {
  const interrupted = fillWithDemoData(system, folder, () => {
    throw new Error("Ctrl-C");
  });
  await assert.rejects(interrupted, /Ctrl-C/);
  // The next start knows the administrator no more.
  const later = { url: system.url, admin: undefined };
  const said: string[] = [];
  const { email = "", password = "" } = system.admin ?? {};
  const admin = await signIn(system.url, email, password);
  const [billing, patient] = [system.services.get("billing"), system.services.get("patient")];
  await billing?.stop();
  const filled = fillWithDemoData(later, folder, (line) => void said.push(line));
  await until(
    "400 patients are registered while billing is away",
    async () => {
      const { page } = await admin.get<{ page: { total: number } }>("/api/patients?limit=1&total=true");
      return page.total === 400;
    },
    120_000,
  );
  // Billing answers before the accounts are there: the patient service opens them when it is back.
  await patient?.stop();
  billing?.start();
  await admin.get("/api/billing/accounts?limit=1");
  await sleep(1_000);
  patient?.start();
  await filled;
  const userLines = said.filter((line) => line.includes("@clinic.example"));
  assert.equal(userLines.length, 12);
  assert.ok(
    said.some((line) => /^ {4}analyst +insights/.test(line)),
    "what to try is said",
  );
  for (const line of userLines) await signInAs(line);
  const totals = async () => {
    const [patients, accounts, users] = await Promise.all(
      ["/api/patients", "/api/billing/accounts", "/api/users"].map((path) =>
        admin.get<{ page: { total: number } }>(`${path}?limit=1&total=true`),
      ),
    );
    return [patients?.page.total, accounts?.page.total, users?.page.total];
  };
  const first = await totals();
  assert.equal(first[0], 400);
  const trial = await admin.get<TrialBalance>("/api/billing/trial-balance");
  const kindOf = (name: string) => trial.accounts.filter(({ account }) => account.startsWith(`${name}:`));
  assert.ok(
    kindOf("revenue").some(({ credit }) => credit.amountMinor > 0),
    "charges",
  );
  assert.ok(
    kindOf("cash").some(({ debit }) => debit.amountMinor > 0),
    "payments",
  );
  type Rows = { rows: { period: string; count: number }[] };
  const spread = async () => {
    const report = await admin.get<Rows>("/api/analytics/reports/registrations?granularity=quarter&from=2000-01-01");
    return report.rows.map(({ count }) => count);
  };
  const registered = await spread();
  assert.equal(
    registered.reduce((sum, count) => sum + count, 0),
    400,
  );
  assert.ok(registered.filter((count) => count > 0).length >= 8, `registrations by quarter: ${registered}`);

  // As if it had been interrupted just before its end.
  await rename(join(folder, "demo-users.json"), join(folder, "demo-users.json.unfinished"));
  await fillWithDemoData(later, folder, () => {});
  assert.deepEqual(await totals(), first);
  const again: string[] = [];
  await fillWithDemoData(later, folder, (line) => void again.push(line));
  assert.deepEqual(
    again.filter((line) => line.includes("@clinic.example")),
    userLines,
  );
});
