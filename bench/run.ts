/**
 * `npm run bench [-- --patients 100000 --seconds 5 --rounds 3]`: the whole system through its
 * gateway, with real tokens, each figure beside baselines measured in the same round. Machines
 * differ and are noisy: read the ratios.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCommandLine } from "../local/src/command-line.ts";
import { type LocalSystem, startSystem } from "../local/src/start-system.ts";
import { bareCreate, bareProxy, rawCommits } from "./baselines.ts";
import { createPatientRequest, importPatients, signInForBench } from "./cases.ts";
import { drive, type LoadRequest, type LoadResult, warmUp } from "./load.ts";
import { logOutLatency } from "./log-out.ts";
import { residentMegabytes } from "./memory.ts";

const { values: flags } = readCommandLine("npm run bench [-- --patients 100000 --seconds 5 --rounds 3]", {
  options: {
    patients: { type: "string", default: "100000" },
    seconds: { type: "string", default: "5" },
    rounds: { type: "string", default: "3" },
  },
});
const [patients, seconds, rounds] = [Number(flags.patients), Number(flags.seconds), Number(flags.rounds)];

type Row = {
  name: string;
  connections: number;
  result: LoadResult;
  baseline: string;
  baselinePerSecond: number;
  /** None for what is there to compare with. */
  goal?: number;
};

const median = (values: number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

function print(rows: Row[]): void {
  console.log("\ncase                    conn      per s     p50 ms    p99 ms   baseline per s       ratio   goal");
  const keys = [...new Set(rows.map(({ name, connections }) => `${name}|${connections}`))];
  for (const key of keys) {
    const same = rows.filter(({ name, connections }) => `${name}|${connections}` === key);
    const [first] = same;
    if (!first) continue;
    const of = (pick: (row: Row) => number): number => median(same.map(pick));
    const ratio = of(({ result, baselinePerSecond }) => result.perSecond / baselinePerSecond);
    const failures = same.reduce((sum, { result }) => sum + result.failures, 0);
    const cells = [
      first.name.padEnd(22),
      String(first.connections).padStart(5),
      of(({ result }) => result.perSecond)
        .toFixed(0)
        .padStart(10),
      of(({ result }) => result.p50Ms)
        .toFixed(1)
        .padStart(10),
      of(({ result }) => result.p99Ms)
        .toFixed(1)
        .padStart(9),
      `${of((row) => row.baselinePerSecond).toFixed(0)} ${first.baseline}`.padStart(20),
      ratio.toFixed(2).padStart(9),
      (first.goal === undefined ? "–" : `${ratio >= first.goal ? "≥" : "BELOW"} ${first.goal}`).padStart(9),
    ];
    console.log(cells.join(" ") + (failures > 0 ? `   INVALID: ${failures} failed` : ""));
    if (failures > 0) process.exitCode = 1;
  }
}

async function round(system: LocalSystem, ids: string[], rows: Row[]): Promise<void> {
  const origin = `http://127.0.0.1:${system.ports.gateway.http}`;
  for (const connections of [10, 50]) {
    const { authorization, answerBytes } = await signInForBench(system, ids);
    const measure = async (
      name: string,
      goal: number,
      base: { name: string; perSecond: number },
      next: () => LoadRequest,
      expected = 200,
    ) => {
      const load = { origin, connections, seconds, next, expected };
      await warmUp(load);
      const result = await drive(load);
      rows.push({ name, connections, result, baseline: base.name, baselinePerSecond: base.perSecond, goal });
      console.log(
        `  ${name} at ${connections}: ${result.perSecond.toFixed(0)}/s, baseline ${base.name} ${base.perSecond.toFixed(0)}/s`,
      );
      return result;
    };
    const anyId = () => ids[Math.floor(Math.random() * ids.length)];
    const read = { name: "proxy", perSecond: (await bareProxy(answerBytes.read, connections, seconds)).perSecond };
    await measure("read by id", 0.35, read, () => ({
      method: "GET",
      path: `/api/patients/${anyId()}`,
      headers: { authorization },
    }));
    const list = { name: "proxy", perSecond: (await bareProxy(answerBytes.list, connections, seconds)).perSecond };
    await measure("first page of the list", 0.25, list, () => ({
      method: "GET",
      path: "/api/patients",
      headers: { authorization },
    }));
    const commits = {
      name: "commits",
      perSecond: await rawCommits(system.infrastructure.superuserUrl, connections, seconds),
    };
    const create = () => createPatientRequest(authorization);
    const created = await measure("create, account active", 0.2, commits, create, 201);
    const bare = await bareCreate(system.infrastructure.superuserUrl, connections, seconds);
    rows.push(
      {
        name: "bare create",
        connections,
        result: bare,
        baseline: commits.name,
        baselinePerSecond: commits.perSecond,
      },
      {
        name: "create, beside a bare",
        connections,
        result: created,
        baseline: "bare",
        baselinePerSecond: bare.perSecond,
        goal: 0.5,
      },
    );
    await new Promise((resolve) => setTimeout(resolve, 3_000));
  }
}

const dataDirectory = mkdtempSync(join(tmpdir(), "pms-bench-"));
console.log("Starting a fresh system …");
const startedAtMs = performance.now();
const environment = {
  RATE_LIMITS: "off",
  PMS_ADMIN_EMAIL: "bench@clinic.example",
  PMS_ADMIN_PASSWORD: "a pass phrase for the bench",
};
const system = await startSystem({ dataDirectory, port: 0, web: false, environment, say: () => {} });
try {
  console.log(
    `Ready in ${((performance.now() - startedAtMs) / 1_000).toFixed(1)} s, ${await residentMegabytes(system)} MB resident when idle (all processes, PostgreSQL included)`,
  );
  const { ids, perSecond, eventsCaughtUpSeconds } = await importPatients(system, patients);
  console.log(
    `Imported ${ids.length} patients with accounts at ${perSecond.toFixed(0)}/s; analytics had them all ${eventsCaughtUpSeconds.toFixed(1)} s later`,
  );
  const rows: Row[] = [];
  for (let n = 1; n <= rounds; n += 1) {
    console.log(`Round ${n} of ${rounds}`);
    await round(system, ids, rows);
  }
  print(rows);
  const { lastAcceptedMs, samples } = await logOutLatency(system);
  console.log(
    `\nLog-out answered → last request accepted anywhere: ${lastAcceptedMs.toFixed(0)} ms at worst (${samples} log-outs, gateway and every service port)`,
  );
} finally {
  await system.stop();
  rmSync(dataDirectory, { recursive: true, force: true });
}
