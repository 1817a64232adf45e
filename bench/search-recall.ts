/**
 * `npx node bench/search-recall.ts [--patients 100000 --queries 400]`: for each kind of error how
 * often the right patient is the first hit and among the first ten, over names of a census. Asked
 * are people whose first and last name nobody else has: two of one name nobody can tell apart.
 */

import { startThrowawayPostgres } from "@pms/embedded/throwaway";
import { openDatabase } from "@pms/kit/db/database";
import { createLogger } from "@pms/kit/observe/log";
import { actorWith } from "@pms/kit/testing/actor";
import { testDatabase } from "@pms/kit/testing/postgres";
import { readCommandLine } from "../local/src/command-line.ts";
import { migrationSets } from "../services/patient/src/app.ts";
import { openPatientDirectory } from "../services/patient/src/directory/open-directory.ts";
import { searchForPatients } from "../services/patient/src/search/search-for-patients.ts";
import type { DB } from "../services/patient/src/store/gen/tables.ts";
import { errorKinds, type MakeQuery } from "./search-errors.ts";
import { readLists, seeded } from "./search-names.ts";
import { loadSearched, type Person } from "./search-patients.ts";

const { values: flags } = readCommandLine("npx node bench/search-recall.ts [--patients 100000 --queries 400]", {
  options: {
    patients: { type: "string", default: "100000" },
    queries: { type: "string", default: "400" },
    misses: { type: "boolean", default: false },
    kinds: { type: "string", default: "" },
  },
});
const goal = { first: 0.9, ten: 0.98 };

const closing: (() => Promise<void>)[] = [];
const t = { after: (close: () => Promise<void>) => void closing.unshift(close) };
const server = process.env.PMS_TEST_POSTGRES_URL ? undefined : await startThrowawayPostgres();
if (server) process.env.PMS_TEST_POSTGRES_URL = server.url;
const own = await testDatabase(t, { sets: migrationSets, name: "patient" });
const database = openDatabase<DB>({
  url: own.superuserUrl,
  maxConnections: 4,
  applicationName: "bench",
  statementTimeoutMs: 600_000,
});
t.after(() => database.close());
const lists = readLists();
const seconds = (sinceMs: number) => ((performance.now() - sinceMs) / 1_000).toFixed(1);

async function load(): Promise<Person[]> {
  const beganAtMs = performance.now();
  const people = await loadSearched(database.pool, lists, Number(flags.patients));
  console.log(`${people.length} patients stored in ${seconds(beganAtMs)} s`);
  return people;
}

async function openDirectory() {
  const beganAtMs = performance.now();
  const before = process.memoryUsage();
  const cpuBefore = process.cpuUsage();
  const directory = openPatientDirectory({ database, logger: createLogger("bench", "info") });
  t.after(() => directory.stop());
  while (!directory.isLoaded()) await new Promise((resolve) => setTimeout(resolve, 20));
  const after = process.memoryUsage();
  const megabytes = (after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed) / 1e6;
  const loaded = await directory.current();
  const { user, system } = process.cpuUsage(cpuBefore);
  console.log(
    `Read in ${seconds(beganAtMs)} s (${((user + system) / 1e6).toFixed(1)} s of CPU), ${megabytes.toFixed(0)} MB, ${loaded?.lexicon.words.length} words`,
  );
  return directory;
}

const people = await load();
const directory = await openDirectory();
const nameOf = ({ firstName, lastName }: Person) => `${firstName} ${lastName}`;
const namesakes = Map.groupBy(people, nameOf);
const asked = people.filter((person) => namesakes.get(nameOf(person))?.length === 1);
console.log(`${asked.length} of them have a name of their own\n`);

const deps = { database, directory, phoneCountry: "US" as const, audit: { record() {} } } as never;
const caller = { actor: actorWith(), audit: {} } as never;

async function measure(name: string, makeQuery: MakeQuery): Promise<void> {
  const random = seeded(7);
  const counts = { first: 0, ten: 0, all: 0 };
  const tookMs: number[] = [];
  const misses: string[] = [];
  const cpu = process.cpuUsage();
  for (let tries = 0; counts.all < Number(flags.queries) && tries < asked.length * 4; tries += 1) {
    const person = asked[Math.floor(random() * asked.length)] as Person;
    const query = makeQuery(person, random);
    if (!query) continue;
    const beganAtMs = performance.now();
    const { hits } = await searchForPatients(deps, caller, query as never);
    tookMs.push(performance.now() - beganAtMs);
    const place = hits.findIndex(({ row }) => row.id === person.id);
    counts.all += 1;
    if (place === 0) counts.first += 1;
    if (place >= 0 && place < 10) counts.ten += 1;
    else misses.push(`    ${JSON.stringify(query)} for ${nameOf(person)}: ${place}`);
  }
  const { user, system } = process.cpuUsage(cpu);
  tookMs.sort((a, b) => a - b);
  const share = (count: number) => `${((count / counts.all) * 100).toFixed(1)} %`.padStart(9);
  const at = (of: number) => (tookMs[Math.floor(tookMs.length * of)] ?? 0).toFixed(1).padStart(8);
  const holds = counts.first / counts.all >= goal.first && counts.ten / counts.all >= goal.ten;
  console.log(
    `${name.padEnd(36)}${share(counts.first)}${share(counts.ten)}${at(0.5)}${at(0.95)}${((user + system) / 1_000 / counts.all).toFixed(2).padStart(9)}   ${holds ? "" : "below the goal"}`,
  );
  if (flags.misses) console.log(misses.slice(0, 8).join("\n"));
  if (!holds) process.exitCode = 1;
}

try {
  console.log(`${"kind of error".padEnd(36)}    first in ten  p50 ms  p95 ms   CPU ms`);
  for (const [name, makeQuery] of Object.entries(errorKinds(lists)))
    if (name.includes(flags.kinds)) await measure(name, makeQuery);
} finally {
  for (const close of closing) await close().catch(() => {});
  await server?.stop();
}
