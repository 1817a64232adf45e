/**
 * Matching under load: `npx node bench/matching-load.ts [--register 20000] [--scan 100000] [--kill]`
 * registers made-up people who all look alike, through the batch endpoint, and prints how long the
 * patient service's event loop was held and how soon a changed patient is compared; then stores
 * people with the names of a census and prints how long a scan of all of them takes, with `--kill`
 * through a `kill -9` in its middle.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openDatabase } from "@pms/kit/db/database";
import { readCommandLine } from "../local/src/command-line.ts";
import { startSystem } from "../local/src/start-system.ts";
import { signInForBench } from "./cases.ts";
import { cpuSeconds, spent } from "./process-cpu.ts";
import { readLists, seeded } from "./search-names.ts";
import { loadSearched } from "./search-patients.ts";

const { values: flags } = readCommandLine("npx node bench/matching-load.ts [--register N] [--scan N] [--kill]", {
  options: {
    register: { type: "string", default: "20000" },
    scan: { type: "string", default: "100000" },
    kill: { type: "boolean", default: false },
  },
});

const dataDirectory = mkdtempSync(join(tmpdir(), "pms-matching-"));
const delayFile = join(dataDirectory, "loop-delay.json");
const preload = new URL("loop-delay.mjs", import.meta.url).pathname;
const system = await startSystem({
  dataDirectory,
  port: 0,
  web: false,
  environment: {
    RATE_LIMITS: "off",
    PMS_ADMIN_EMAIL: "bench@clinic.example",
    PMS_ADMIN_PASSWORD: "a pass phrase for the bench",
    NODE_OPTIONS: `--import=${preload}`,
    LOOP_DELAY_FILE: delayFile,
    LOOP_DELAY_OF: "services/patient",
  },
  say: () => {},
});
const origin = `http://127.0.0.1:${system.ports.gateway.http}`;
const url = new URL(system.infrastructure.superuserUrl);
url.pathname = "/pms_patient";
const database = openDatabase({
  url: url.href,
  maxConnections: 2,
  applicationName: "bench",
  statementTimeoutMs: 600_000,
});
const sql = async (text: string, values: unknown[] = []) => (await database.pool.query(text, values)).rows;

let token = { authorization: "", until: 0 };
async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  if (Date.now() > token.until) token = { ...(await signInForBench(system, [""])), until: Date.now() + 200_000 };
  const answer = await answerTo(path, {
    method,
    headers: {
      authorization: token.authorization,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}
let shed = 0;
/** What was shed is sent again, under the same key, as an importer does. */
async function answerTo(path: string, { headers, ...request }: RequestInit): Promise<Response> {
  const key = { ...(headers as Record<string, string>), "idempotency-key": crypto.randomUUID() };
  for (;;) {
    const answer = await fetch(new URL(path, origin), { ...request, headers: key });
    if (answer.status !== 503) return answer;
    shed += 1;
    await sleep(1_000);
  }
}
const secondsSince = (began: number) => ((performance.now() - began) / 1_000).toFixed(1);

type Held = { p50: number; p99: number; p999: number; max: number };
const held = ({ p50, p99, p999, max }: Held) => `p50 ${p50}, p99 ${p99}, p99.9 ${p999}, longest ${max} ms`;

const random = seeded(20_261_130);
const pickOf = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)] as Value;
const given = ["Ana", "Anna", "Anne", "Hanna", "Jana", "Johanna", "Maria", "Marie", "Mario", "Jon", "John", "Joan"];
const family = ["Smith", "Smyth", "Schmidt", "Schmitt", "Smithe", "Miller", "Muller", "Mueller", "Meyer", "Maier"];
/** Twelve names, ten families, forty houses, two years. */
const lookAlike = () => ({
  firstName: pickOf(given),
  lastName: pickOf(family),
  dateOfBirth: new Date(Date.UTC(1980, 0, 1 + Math.floor(random() * 730))).toISOString().slice(0, 10),
  address: { street: `${1 + Math.floor(random() * 40)} Main St`, city: "Springfield", state: "IL", zipCode: "62701" },
  phoneNumber: `217-555-01${String(Math.floor(random() * 100)).padStart(2, "0")}`,
});

/** Until the change of a patient is compared: a phone number that nobody else has finds its pair. */
async function changedIsCompared(): Promise<string> {
  const person = { firstName: "Quirin", lastName: "Zabolotny", dateOfBirth: "1951-07-08", phoneNumber: "312-555-7788" };
  await ask("POST", "/api/patients", person);
  const other = await ask("POST", "/api/patients", {
    ...person,
    firstName: "Other",
    lastName: "Nobody",
    phoneNumber: "1",
  });
  const changed = { firstName: person.firstName, lastName: person.lastName, phoneNumber: person.phoneNumber };
  await ask("PATCH", `/api/patients/${other.id}`, changed, { "if-match": '"v1"' });
  const began = performance.now();
  for (;;) {
    const { data } = await ask("GET", `/api/patients/duplicates?patientId=${other.id}`);
    if (data.length > 0) return secondsSince(began);
    await sleep(50);
  }
}

async function registerLookAlikes(count: number): Promise<void> {
  const [began, before] = [performance.now(), cpuSeconds(system)];
  const changes: string[] = [];
  for (let from = 0; from < count; from += 500) {
    await ask("POST", "/api/patients/batches", {
      patients: Array.from({ length: Math.min(500, count - from) }, lookAlike),
    });
    if (from === Math.floor(count / 1_000) * 500) changes.push(await changedIsCompared());
  }
  const registered = secondsSince(began);
  for (;;) {
    const [row] = await sql("SELECT count(*)::int AS count FROM match_profiles");
    if (row.count >= count) break;
    await sleep(500);
  }
  await sleep(1_500);
  const { clock, cpu: own } = JSON.parse(readFileSync(delayFile, "utf8"));
  const [pairs] = await sql(
    "SELECT count(*)::int AS count, (count(*) FILTER (WHERE told))::int AS told FROM duplicate_pairs",
  );
  const cpu = [...spent(before, cpuSeconds(system))].map(([who, seconds]) => `${who} ${seconds.toFixed(1)}`).join(", ");
  console.log(
    `${count} look-alikes registered in ${registered} s (${shed} requests sent again), compared after ${secondsSince(began)} s, ${pairs.count} pairs (${pairs.told} told); ` +
      `event loop of patient held: ${held(clock)} on the clock, ${held(own)} of its own CPU; ` +
      `a change in between compared after ${changes.join(", ")} s, afterwards ${await changedIsCompared().catch(String)} s\n  CPU s: ${cpu}`,
  );
}

async function scanAll(count: number): Promise<void> {
  await loadSearched(database.pool, readLists(), count);
  const began = performance.now();
  const { id } = await ask("POST", "/api/patients/duplicates/scan");
  let killedAt = 0;
  for (;;) {
    await sleep(500);
    const [scan] = await sql(
      "SELECT status, compared::int AS compared, found::int AS found FROM duplicate_scans WHERE id = $1",
      [id],
    );
    if (flags.kill && killedAt === 0 && scan.compared > count / 3) {
      killedAt = scan.compared;
      process.kill(JSON.parse(readFileSync(delayFile, "utf8")).pid, "SIGKILL");
    }
    if (scan.status !== "done") continue;
    const seconds = (performance.now() - began) / 1_000;
    const rate = scan.compared / seconds;
    console.log(
      `${scan.compared} patients scanned in ${seconds.toFixed(1)} s${killedAt ? `, killed after ${killedAt}` : ""}: ${rate.toFixed(0)}/s, ` +
        `${scan.found} pairs; a million at that pace ${(1e6 / rate / 60).toFixed(1)} min`,
    );
    return;
  }
}

try {
  if (Number(flags.register) > 0) await registerLookAlikes(Number(flags.register));
  if (Number(flags.scan) > 0) await scanAll(Number(flags.scan));
} finally {
  await database.close();
  await system.stop();
  rmSync(dataDirectory, { recursive: true, force: true });
}
