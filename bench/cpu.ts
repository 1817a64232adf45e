/**
 * Where the CPU of an operation goes: `npx node bench/cpu.ts [--patients 20000] [--seconds 4]
 * [--profiles DIR]` prints, for each case, the microseconds of CPU that each process spends per
 * operation, and how idle the machine was. With `--profiles` every service leaves a V8 CPU profile
 * there. Linux only.
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "@pms/kit/db/database";
import { readCommandLine } from "../local/src/command-line.ts";
import { type LocalSystem, startSystem } from "../local/src/start-system.ts";
import { createPatientRequest, importPatients, signInForBench } from "./cases.ts";
import { drive, type LoadRequest, warmUp } from "./load.ts";
import { cpuSeconds, read, spent } from "./process-cpu.ts";
import { searchRequests } from "./search-requests.ts";

const { values: flags } = readCommandLine(
  "npx node bench/cpu.ts [--patients 20000] [--seconds 4] [--connections 10,50] [--cases read,list,create,search,post] [--profiles DIR]",
  {
    options: {
      patients: { type: "string", default: "20000" },
      seconds: { type: "string", default: "4" },
      connections: { type: "string", default: "10,50" },
      cases: { type: "string", default: "read,list,create,search" },
      profiles: { type: "string" },
    },
  },
);
const seconds = Number(flags.seconds);

/** Ticks that all processors together were idle, and in all. */
function machineTicks(): { idle: number; all: number } {
  const numbers = (read("/proc/stat").split("\n")[0] ?? "").split(/\s+/).slice(1).map(Number);
  const all = numbers.slice(0, 8).reduce((sum, each) => sum + each, 0);
  return { idle: (numbers[3] ?? 0) + (numbers[4] ?? 0), all };
}

/** Transactions committed so far, by database. */
async function commits(system: LocalSystem): Promise<Map<string, number>> {
  const database = openDatabase({
    url: system.infrastructure.superuserUrl,
    maxConnections: 1,
    applicationName: "bench",
  });
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const { rows } = await database.pool.query<{ datname: string; commits: number }>(
    "SELECT datname, xact_commit::float8 AS commits FROM pg_stat_database WHERE datname LIKE 'pms%'",
  );
  await database.close();
  return new Map(rows.map(({ datname, commits }) => [datname, commits]));
}

/** What follows an import within seconds: everybody is compared with everybody, and analysed. */
async function settle(system: LocalSystem): Promise<void> {
  const url = new URL(system.infrastructure.superuserUrl);
  url.pathname = "/pms_patient";
  const database = openDatabase({ url: url.href, maxConnections: 1, applicationName: "bench" });
  // Those that a search is measured among are stored without an event, and compared with nobody.
  const compared = "SELECT FROM (SELECT count(*) AS count FROM match_profiles) m WHERE count >= $1";
  while (!(await database.pool.query(compared, [Number(flags.patients)])).rowCount)
    await new Promise((resolve) => setTimeout(resolve, 500));
  await database.pool.query("ANALYZE");
  await database.close();
}

/** Charges and payments to accounts of the import, by turns. */
async function postings(system: LocalSystem, authorization: string): Promise<() => LoadRequest> {
  const url = `http://127.0.0.1:${system.ports.gateway.http}/api/billing/accounts?limit=200`;
  const answer = await fetch(url, { headers: { authorization } });
  const { data } = (await answer.json()) as { data: { id: string; currency: string }[] };
  let n = 0;
  return () => {
    n += 1;
    const account = data[n % data.length];
    const amount = { amountMinor: 100, currency: account?.currency };
    const charge = { amount, code: "99213", description: "Visit", serviceDate: "2026-01-15" };
    return {
      method: "POST",
      path: `/api/billing/accounts/${account?.id}/${n % 2 === 0 ? "charges" : "payments"}`,
      headers: { authorization, "content-type": "application/json", "idempotency-key": randomUUID() },
      body: JSON.stringify(n % 2 === 0 ? charge : { amount, method: "card" }),
    };
  };
}

async function measure(
  system: LocalSystem,
  name: string,
  connections: number,
  next: () => LoadRequest,
  expected = 200,
) {
  const origin = `http://127.0.0.1:${system.ports.gateway.http}`;
  const load = { origin, connections, seconds, next, expected };
  await warmUp(load);
  const commitsBefore = await commits(system);
  const before = cpuSeconds(system);
  const machine = machineTicks();
  const result = await drive(load);
  const after = cpuSeconds(system);
  const now = machineTicks();
  const commitsAfter = await commits(system);
  const parts = [...spent(before, after)].map(([who, cpu]) => [who, (cpu * 1e6) / result.count] as const);
  const total = parts.reduce((sum, [, cpu]) => sum + cpu, 0);
  const idle = (now.idle - machine.idle) / (now.all - machine.all);
  const shown = parts.filter(([, cpu]) => cpu >= 1).toSorted((one, other) => other[1] - one[1]);
  console.log(
    `${name} at ${connections}: ${result.perSecond.toFixed(0)}/s, p50 ${result.p50Ms.toFixed(1)} ms, p99 ${result.p99Ms.toFixed(1)} ms, ` +
      `${(idle * 100).toFixed(0)} % of ${availableParallelism()} processors idle, ${result.failures} failures; ${total.toFixed(0)} µs: ` +
      shown.map(([who, cpu]) => `${who} ${cpu.toFixed(0)}`).join(", ") +
      `; transactions for 100: ${[...commitsAfter].map(([who, count]) => `${who} ${(((count - (commitsBefore.get(who) ?? 0)) * 100) / result.count).toFixed(1)}`).join(", ")}`,
  );
}

const dataDirectory = mkdtempSync(join(tmpdir(), "pms-cpu-"));
const system = await startSystem({
  dataDirectory,
  port: 0,
  web: false,
  environment: {
    RATE_LIMITS: "off",
    PMS_ADMIN_EMAIL: "bench@clinic.example",
    PMS_ADMIN_PASSWORD: "a pass phrase for the bench",
    ...(flags.profiles && { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${flags.profiles}` }),
  },
  say: () => {},
});
try {
  const nextSearch = await searchRequests(system, Number(flags.patients));
  const { ids } = await importPatients(system, Number(flags.patients));
  await settle(system);
  const anyId = () => ids[Math.floor(Math.random() * ids.length)];
  for (const connections of flags.connections.split(",").map(Number)) {
    const { authorization } = await signInForBench(system, ids);
    const headers = { authorization };
    if (flags.cases.includes("read"))
      await measure(system, "read", connections, () => ({ method: "GET", path: `/api/patients/${anyId()}`, headers }));
    if (flags.cases.includes("list"))
      await measure(system, "list", connections, () => ({ method: "GET", path: "/api/patients", headers }));
    if (flags.cases.includes("search")) await measure(system, "search", connections, () => nextSearch(authorization));
    if (flags.cases.includes("post")) {
      const nextPosting = await postings(system, authorization);
      await measure(system, "post", connections, nextPosting, 201);
    }
    if (flags.cases.includes("create"))
      await measure(system, "create", connections, () => createPatientRequest(authorization), 201);
  }
} finally {
  await system.stop();
  rmSync(dataDirectory, { recursive: true, force: true });
}
