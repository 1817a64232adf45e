/**
 * `npx node bench/search-speed.ts [--patients 100000 --seconds 8 --typists 50]`: searches with every
 * kind of error through the gateway, beside the bare proxy with answers of the same size, and people
 * who type a key each 150 ms, whatever the system does meanwhile.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";
import { readCommandLine } from "../local/src/command-line.ts";
import { startSystem } from "../local/src/start-system.ts";
import { bareProxy } from "./baselines.ts";
import { signInForBench } from "./cases.ts";
import { drive, statusOf, warmUp } from "./load.ts";
import { cpuSeconds, spent } from "./process-cpu.ts";
import { searchOf, searchRequests } from "./search-requests.ts";

const { values: flags } = readCommandLine(
  "npx node bench/search-speed.ts [--patients 100000 --seconds 8 --typists 50 --connections 10]",
  {
    options: {
      patients: { type: "string", default: "100000" },
      seconds: { type: "string", default: "8" },
      typists: { type: "string", default: "50" },
      connections: { type: "string", default: "10" },
      profiles: { type: "string" },
    },
  },
);
const [seconds, connections] = [Number(flags.seconds), Number(flags.connections)];
const keyMs = 150;

type Searches = Awaited<ReturnType<typeof searchRequests>>;

/** The latency of each key from when it was due, so that a stall counts for all who wait. */
async function typeAtOnce(origin: string, authorization: string, searches: Searches) {
  const pool = new Pool(origin, { connections: 64, pipelining: 1 });
  const latenciesMs: number[] = [];
  let failures = 0;
  const ask = async (text: string, dueMs: number) => {
    const status = await statusOf(pool, searchOf(authorization, { q: text }));
    latenciesMs.push(performance.now() - dueMs);
    if (status !== 200) failures += 1;
  };
  const began = performance.now();
  const asked: Promise<void>[] = [];
  const typist = async (at: number) => {
    let dueMs = began + (at / Number(flags.typists)) * keyMs;
    while (dueMs < began + seconds * 1_000)
      for (const text of searches.typing()) {
        await sleep(Math.max(0, dueMs - performance.now()));
        asked.push(ask(text, dueMs));
        dueMs += keyMs;
      }
  };
  await Promise.all(Array.from({ length: Number(flags.typists) }, (_, at) => typist(at)));
  await Promise.all(asked);
  await pool.close();
  latenciesMs.sort((a, b) => a - b);
  const of = (share: number) => (latenciesMs[Math.floor(latenciesMs.length * share)] ?? 0).toFixed(1);
  console.log(
    `${flags.typists} people typing: ${latenciesMs.length} keys, p50 ${of(0.5)} ms, p95 ${of(0.95)} ms, p99 ${of(0.99)} ms, ${failures} failures`,
  );
}

const dataDirectory = mkdtempSync(join(tmpdir(), "pms-search-"));
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
  const began = performance.now();
  const searches = await searchRequests(system, Number(flags.patients));
  console.log(`${flags.patients} patients stored in ${((performance.now() - began) / 1_000).toFixed(0)} s`);
  const origin = `http://127.0.0.1:${system.ports.gateway.http}`;
  const { authorization } = await signInForBench(system, [searches.people[0]?.id ?? ""]);
  const { method, path, headers, body = "" } = searches(authorization);
  const answer = await fetch(new URL(path, origin), { method, headers, body });
  const { length } = await answer.text();
  const bare = await bareProxy(length, connections, seconds);
  const load = { origin, connections, seconds, expected: 200, next: () => searches(authorization) };
  await warmUp(load);
  const before = cpuSeconds(system);
  const result = await drive(load);
  const parts = [...spent(before, cpuSeconds(system))].map(([who, cpu]) => [who, (cpu * 1e6) / result.count] as const);
  console.log(
    `search at ${connections}: ${result.perSecond.toFixed(0)}/s, p50 ${result.p50Ms.toFixed(1)} ms, p95 ${result.p95Ms.toFixed(1)} ms, p99 ${result.p99Ms.toFixed(1)} ms, ${result.failures} failures; ` +
      `bare proxy ${bare.perSecond.toFixed(0)}/s, ratio ${(result.perSecond / bare.perSecond).toFixed(2)}`,
  );
  const shown = parts.filter(([, cpu]) => cpu >= 5).toSorted((one, other) => other[1] - one[1]);
  const total = parts.reduce((sum, [, cpu]) => sum + cpu, 0);
  console.log(
    `CPU of a search: ${total.toFixed(0)} µs: ${shown.map(([who, cpu]) => `${who} ${cpu.toFixed(0)}`).join(", ")}`,
  );
  await typeAtOnce(origin, authorization, searches);
} finally {
  await system.stop();
  rmSync(dataDirectory, { recursive: true, force: true });
}
