/**
 * What a body costs that is refused, beside a good one of its size: `npx node
 * bench/refused-bodies.ts [--count 300]` sends each kind through the gateway to a fresh system, and
 * prints the CPU that gateway and patient service spend on one. Linux only.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostileBodies } from "@pms/kit/testing/hostile-bodies";
import { readCommandLine } from "../local/src/command-line.ts";
import { type LocalSystem, startSystem } from "../local/src/start-system.ts";
import { createPatientRequest, signInForBench } from "./cases.ts";

const { values: flags } = readCommandLine("npx node bench/refused-bodies.ts [--count 300]", {
  options: { count: { type: "string", default: "300" } },
});
const count = Number(flags.count);
const clockTicksPerSecond = 100;

/** Seconds of CPU so far of the two processes that a body passes. */
function cpuSeconds({ services }: LocalSystem): number {
  const ticks = (["gateway", "patient"] as const).map((name) => {
    const stat = readFileSync(`/proc/${services.get(name)?.pid()}/stat`, "utf8");
    const fields = stat.replace(/^.*\) /s, "").split(" ");
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((sum, each) => sum + each, 0) / clockTicksPerSecond;
}

/** As much as a record may hold in letters of one byte. */
function fullRecord(): string {
  const contact = { name: "N".repeat(200), relationship: "r".repeat(100), phoneNumber: "5".repeat(50) };
  const coverage = { payer: "p".repeat(200), memberId: "m".repeat(100), plan: "l".repeat(200), rank: 1 };
  const { body = "{}" } = createPatientRequest("");
  const lists = { contacts: Array(20).fill(contact), coverages: Array(20).fill(coverage) };
  return JSON.stringify({ ...JSON.parse(body), ...lists });
}

/** Microseconds of CPU for one. */
async function costOf(system: LocalSystem, body: () => string, expected: number[]) {
  const { authorization } = await signInForBench(system, []);
  const ask = async () => {
    const headers = { authorization, "content-type": "application/json" };
    const answer = await fetch(`${system.url}/api/patients`, { method: "POST", headers, body: body() });
    await answer.text();
    if (!expected.includes(answer.status)) throw new Error(`answered ${answer.status}`);
  };
  for (let i = 0; i < 50; i += 1) await ask();
  const before = cpuSeconds(system);
  for (let i = 0; i < count; i += 1) await ask();
  return ((cpuSeconds(system) - before) * 1e6) / count;
}

const dataDirectory = mkdtempSync(join(tmpdir(), "pms-refused-"));
const credentials = { PMS_ADMIN_EMAIL: "bench@clinic.example", PMS_ADMIN_PASSWORD: "a pass phrase for the bench" };
const environment = { RATE_LIMITS: "off", ...credentials };
const system = await startSystem({ dataDirectory, port: 0, web: false, kafka: false, environment, say: () => {} });
try {
  const size = fullRecord().length;
  const accepted = await costOf(system, fullRecord, [201]);
  console.log(`a good record of ${size} bytes: ${accepted.toFixed(0)} µs\n`);
  for (const [name, make] of Object.entries(hostileBodies)) {
    const body = make(size);
    const refused = await costOf(system, () => body, [400, 413]);
    console.log(`${name.padEnd(45)} ${refused.toFixed(0).padStart(7)} µs  ${(refused / accepted).toFixed(2)}`);
  }
} finally {
  await system.stop();
  rmSync(dataDirectory, { recursive: true, force: true });
}
