/**
 * `npx node bench/reports.ts [--patients 280000 --postings 2000000 --years 2 --codes 6 --samples
 * 20]`: every report, the trial balance and the check of the ledger over postings of the demo's
 * generator, through the services' own HTTP handling. What the machine does at that moment stands
 * beside it: a bare round trip to PostgreSQL and a scan of what the reports are made of.
 */
import { randomUUID } from "node:crypto";
import { openDatabase } from "@pms/kit/db/database";
import { eventLogMigrations } from "@pms/kit/event-log/migrations";
import { openPostgresLog } from "@pms/kit/event-log/postgres-log";
import { createLogger } from "@pms/kit/observe/log";
import { testDatabase } from "@pms/kit/testing/postgres";
import { createTestTrust } from "@pms/kit/testing/tokens";
import { readCommandLine } from "../local/src/command-line.ts";
import { migrationSets as analyticsMigrations, buildApp as buildAnalytics } from "../services/analytics/src/app.ts";
import type { Config as AnalyticsConfig } from "../services/analytics/src/config.ts";
import { openDeps as openAnalytics } from "../services/analytics/src/deps.ts";

import { migrations as billingMigrations } from "../services/billing/src/app.ts";
import { startFoldingLedger } from "../services/billing/src/integrity/fold-ledger.ts";
import { facilities, loadLedger } from "./large-ledger.ts";
import { openBilling } from "./open-billing.ts";

const { values: flags } = readCommandLine(
  "npx node bench/reports.ts [--patients 280000 --postings 2000000 --years 2 --codes 6 --samples 20]",
  {
    options: {
      patients: { type: "string", default: "280000" },
      postings: { type: "string", default: "2000000" },
      years: { type: "string", default: "2" },
      codes: { type: "string", default: "6" },
      samples: { type: "string", default: "20" },
    },
  },
);
const shape = {
  patients: Number(flags.patients),
  postings: Number(flags.postings),
  years: Number(flags.years),
  codes: Number(flags.codes),
};
const samples = Number(flags.samples);

/** Nobody is asked: trust, log and tellers are given. */
const analyticsConfig = { DATABASE_MAX_CONNECTIONS: 4, EVENT_RETENTION_HOURS: 24, CURRENCY: "USD" } as AnalyticsConfig;

const closing: (() => Promise<void>)[] = [];
const t = { after: (close: () => Promise<void>) => void closing.unshift(close) };
const [ownBilling, ownAnalytics, events] = await Promise.all([
  testDatabase(t, { sets: billingMigrations, name: "billing" }),
  testDatabase(t, { sets: analyticsMigrations, name: "analytics" }),
  testDatabase(t, { sets: [eventLogMigrations], name: "events" }),
]);
const logger = createLogger("bench", "silent");
const trust = await createTestTrust();
const log = await openPostgresLog({ url: events.url, clientId: "bench" });
const analytics = await openAnalytics({ ...analyticsConfig, DATABASE_URL: ownAnalytics.url }, logger, {
  trust: { verifier: trust.verifier, ready: () => true, clock: () => "ok" as const, stop: async () => {} },
  log,
  snapshots: [],
});
t.after(analytics.close);
const { deps: billing, app: billingApp } = await openBilling({ url: ownBilling.url, trust });
const billingDatabase = billing.database;
t.after(billing.close);
const apps = { analytics: await buildAnalytics(analytics), billing: billingApp };
t.after(async () => void (await Promise.all([apps.analytics.close(), apps.billing.close()])));

async function asOwner(url: string, text: string): Promise<void> {
  const owner = openDatabase({ url, maxConnections: 1, applicationName: "bench", statementTimeoutMs: 600_000 });
  await owner.pool.query(text).finally(() => owner.close());
}

const percentile = (sorted: readonly number[], of: number) => sorted[Math.ceil(sorted.length * of) - 1] ?? Number.NaN;

async function measure(name: string, times: number, work: () => Promise<number | undefined>): Promise<void> {
  let bytes = await work();
  const tookMs: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const beganAtMs = performance.now();
    bytes = await work();
    tookMs.push(performance.now() - beganAtMs);
  }
  tookMs.sort((a, b) => a - b);
  const cells = [0.5, 0.95].map((of) => percentile(tookMs, of).toFixed(1).padStart(9));
  console.log(`${name.padEnd(64)} ${cells.join(" ")} ${bytes === undefined ? "" : String(bytes).padStart(10)}`);
}

async function ask(app: "analytics" | "billing", caller: object, url: string): Promise<number> {
  const answer = await apps[app].inject({ url, headers: await trust.as(caller) });
  if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode} ${answer.body.slice(0, 300)}`);
  return answer.body.length;
}

const admin = { id: randomUUID(), roles: ["admin"] };
const analyst = { id: randomUUID(), roles: ["analyst"] };
const atOneSite = { id: randomUUID(), roles: ["admin"], facilities: [facilities[0] ?? ""] };
const all = "range=all&granularity=";
const zone = "timeZone=America/New_York";
const reports: [report: string, ...queries: string[]][] = [
  [
    "charges",
    "",
    `${all}month`,
    `${all}year`,
    `${all}week`,
    `${all}day`,
    "groupBy=code",
    `${all}year&groupBy=code`,
    `${all}month&groupBy=code`,
    `${all}month&groupBy=facility`,
  ],
  ["payments", "", `${all}month`, `${all}day`, "groupBy=method", `${all}month&groupBy=method`],
  ["registrations", "", zone, `${all}month&${zone}`, `${all}day`, `${all}day&${zone}`, `${all}month&groupBy=state`],
  ["age-sex", "", "to=2015-06-30"],
  ["geography", "", "to=2015-06-30"],
  ["balances", "", "groupBy=facility"],
];

async function run(): Promise<void> {
  const { pool } = analytics.database;
  console.log(`\n${"what is asked".padEnd(64)}    p50 ms    p95 ms      bytes`);
  await measure("baseline: SELECT 1", 200, async () => void (await pool.query("SELECT 1")));
  await measure("baseline: a scan of the facts of postings", 5, async () => {
    await pool.query("SELECT measure, count(*), min(effective_on) FROM transaction_facts GROUP BY 1");
    return undefined;
  });
  for (const [report, ...queries] of reports)
    for (const query of queries)
      for (const [who, caller] of [
        ["", admin],
        ["analyst: ", analyst],
        ["one site: ", atOneSite],
      ] as const) {
        const url = `/api/analytics/reports/${report}?${query}`;
        await measure(`${who}${report}?${query}`, samples, () => ask("analytics", caller, url)).catch(
          (error: unknown) => console.log(`${who}${report}?${query}: ${String(error).slice(0, 200)}`),
        );
      }
  const scan = "SELECT ledger_account, sum(debit_minor), sum(credit_minor) FROM ledger_entries GROUP BY 1";
  await measure(
    "baseline: a scan of the ledger's entries",
    5,
    async () => void (await billingDatabase.pool.query(scan)),
  );
  const anyDay = () => new Date(Date.now() - Math.random() * shape.years * 365 * 86_400_000).toISOString().slice(0, 10);
  await measure("trial-balance", samples, () => ask("billing", admin, "/api/billing/trial-balance"));
  const asOf = () => `/api/billing/trial-balance?asOf=${anyDay()}`;
  await measure("trial-balance?asOf=(random)", samples, () => ask("billing", admin, asOf()));
  await measure("one site: trial-balance?asOf=(random)", samples, () => ask("billing", atOneSite, asOf()));
  await measure("integrity", 2, () => ask("billing", admin, "/api/billing/integrity"));
}

try {
  console.log(`Loading ${shape.postings} postings of ${shape.patients} patients …`);
  const beganAtMs = performance.now();
  // What is loaded is balanced: the generator's postings go through the service's own rules.
  const judged = ["transactions", "ledger_entries"].map(
    (table) => `ALTER TABLE ${table} DISABLE TRIGGER ${table}_balanced`,
  );
  await asOwner(ownBilling.ownerUrl, judged.join(";"));
  const folding = startFoldingLedger(billing);
  await loadLedger(billing, analytics, shape);
  console.log(`Loaded in ${((performance.now() - beganAtMs) / 1_000).toFixed(0)} s`);
  await folding.stop();
  console.log("\nBefore PostgreSQL has analyzed anything itself, and after");
  await run();
  for (const url of [ownBilling.superuserUrl, ownAnalytics.superuserUrl]) await asOwner(url, "VACUUM ANALYZE");
  await run();
} finally {
  for (const close of closing) await close().catch(() => {});
}
