/**
 * Matching under load: `npx node bench/matching-load.ts [--look-alikes 20000] [--scan 100000]
 * [--kill]` compares made-up people who all look alike as the consumer does, and prints how long the
 * event loop is held; then scans people with the names of a census in a process of its own, with
 * `--kill` through a `kill -9` in its middle, and prints the time and the CPU.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createHistogram, monitorEventLoopDelay, type RecordableHistogram } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { openDatabase } from "@pms/kit/db/database";
import { commit } from "@pms/kit/events/commit";
import { createLogger } from "@pms/kit/observe/log";
import { testDatabase } from "@pms/kit/testing/postgres";
import pg from "pg";
import { readCommandLine } from "../local/src/command-line.ts";
import { migrationSets } from "../services/patient/src/app.ts";
import { comparePatients } from "../services/patient/src/duplicates/compare-patients.ts";
import { startScanning } from "../services/patient/src/duplicates/scan-patients.ts";
import { patientsToCompare, startScan } from "../services/patient/src/duplicates/store/scans.ts";
import { openMatchModel } from "../services/patient/src/matching/model.ts";
import type { DB } from "../services/patient/src/store/gen/tables.ts";
import { type Lists, pick, readLists, seeded } from "./search-names.ts";
import { insertPatients, loadSearched, makePatient } from "./search-patients.ts";

const { values: flags } = readCommandLine("npx node bench/matching-load.ts [--look-alikes N] [--scan N] [--kill]", {
  options: {
    "look-alikes": { type: "string", default: "20000" },
    scan: { type: "string", default: "100000" },
    kill: { type: "boolean", default: false },
    /** Of the process that scans: the database of the one that measures. */
    worker: { type: "string", default: "" },
  },
});
const logger = createLogger("bench", "silent");
const phoneCountry = "US";
const now = () => new Date();
const open = (url: string) => openDatabase<DB>({ url, maxConnections: 4, applicationName: "bench" });
const secondsSince = (began: number) => (performance.now() - began) / 1_000;

/** How long nothing else had its turn: on the clock, and in CPU of this thread alone. */
function watchLoop() {
  const clock = monitorEventLoopDelay({ resolution: 2 });
  clock.enable();
  const cpu = createHistogram();
  const usedUs = () => Object.values(process.threadCpuUsage()).reduce((sum, us) => sum + us, 0);
  let before = usedUs();
  const looking = setInterval(() => {
    cpu.record(Math.max(1, usedUs() - before));
    before = usedUs();
  }, 2);
  const told = (of: Pick<RecordableHistogram, "percentile" | "max">, perMs: number) =>
    `p50 ${(of.percentile(50) / perMs).toFixed(1)}, p99 ${(of.percentile(99) / perMs).toFixed(1)}, longest ${(of.max / perMs).toFixed(0)} ms`;
  return () => {
    clearInterval(looking);
    clock.disable();
    return `event loop held: ${told(clock, 1e6)} on the clock; ${told(cpu, 1e3)} of its own CPU`;
  };
}

const random = seeded(20_261_130);
const given = ["Ana", "Anna", "Anne", "Hanna", "Jana", "Johanna", "Maria", "Marie", "Mario", "Jon", "John", "Joan"];
const family = ["Smith", "Smyth", "Schmidt", "Schmitt", "Smithe", "Miller", "Muller", "Mueller", "Meyer", "Maier"];
/** Twelve names, ten families, forty houses, two years, a hundred phones. */
function lookAlike(lists: Lists, index: number) {
  const day = new Date(Date.UTC(1980, 0, 1 + Math.floor(random() * 730))).toISOString().slice(0, 10);
  const { middleName, email, ...made } = makePatient(lists, index, random);
  return {
    ...made,
    ...{ firstName: pick(given, random), lastName: pick(family, random), dateOfBirth: day },
    address: { street: `${1 + Math.floor(random() * 40)} Main St`, city: "Springfield", state: "IL", zipCode: "62701" },
    phoneNumber: `217-555-01${String(Math.floor(random() * 100)).padStart(2, "0")}`,
  };
}

/** As the consumer compares whom the events tell of: fifty at a time, in one transaction each. */
async function compareLookAlikes(pool: pg.Pool, url: string, count: number): Promise<void> {
  const lists = readLists();
  const people = Array.from({ length: count }, (_, index) => lookAlike(lists, index));
  for (let from = 0; from < count; from += 2_000) await insertPatients(pool, people.slice(from, from + 2_000));
  await pool.query("ANALYZE patients");
  const database = open(url);
  const model = openMatchModel({ database, logger });
  const [took, told, cpu, began]: [number[], () => string, NodeJS.CpuUsage, number] = [
    [],
    watchLoop(),
    process.cpuUsage(),
    performance.now(),
  ];
  for (let from = 0; from < count; from += 50) {
    const ids = people.slice(from, from + 50).map(({ id }) => id);
    const started = performance.now();
    const comparing = { phoneCountry, model: await model.current(), at: now() } as const;
    await commit({ database }, async (tx) =>
      comparePatients(tx, await patientsToCompare(tx, ids), comparing, { earlier: false }),
    );
    took.push(performance.now() - started);
  }
  const { user, system } = process.cpuUsage(cpu);
  const batch = took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.95)] ?? 0;
  console.log(
    `${count} look-alikes compared in ${secondsSince(began).toFixed(1)} s, ${((user + system) / 1e3 / count).toFixed(2)} ms of CPU each; ` +
      `a batch of fifty p95 ${batch.toFixed(0)} ms; ${told()}`,
  );
  await model.stop();
  await database.close();
}

const startWorker = (url: string) =>
  spawn(process.execPath, [...process.execArgv, import.meta.filename, "--worker", url], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });

async function scanAll(pool: pg.Pool, url: string, count: number): Promise<void> {
  await loadSearched(pool, readLists(), count);
  const database = open(url);
  const started = { id: crypto.randomUUID(), by: "bench", at: now() };
  await commit({ database }, (tx) => startScan(tx, started));
  const began = performance.now();
  let [worker, killedAt]: [ChildProcess, number] = [startWorker(url), 0];
  for (;;) {
    await sleep(200);
    const { rows } = await pool.query("SELECT status, compared::int, found::int FROM duplicate_scans");
    const { status, compared, found } = rows[0];
    if (flags.kill && killedAt === 0 && compared > count / 3) {
      killedAt = compared;
      worker.kill("SIGKILL");
      worker = startWorker(url);
    }
    if (status !== "done") continue;
    const seconds = secondsSince(began);
    worker.send("stop");
    await once(worker, "exit");
    const distinct = await pool.query("SELECT count(*)::int AS pairs FROM duplicate_pairs");
    console.log(
      `${compared} patients scanned in ${seconds.toFixed(1)} s${killedAt ? `, killed after ${killedAt}` : ""}: ${(compared / seconds).toFixed(0)}/s, ` +
        `${found} pairs told, ${distinct.rows[0].pairs} stored; a million at that pace: ${((1e6 / compared) * (seconds / 60)).toFixed(1)} min`,
    );
    await database.close();
    return;
  }
}

/** Scans until it is told to stop, and prints what it has spent. */
async function work(url: string): Promise<void> {
  const database = open(url);
  const matchModel = openMatchModel({ database, logger });
  const told = watchLoop();
  const scanning = startScanning({ database, matchModel, phoneCountry, logger, now });
  await once(process, "message");
  await scanning.stop();
  await matchModel.stop();
  await database.close();
  const { user, system } = process.cpuUsage();
  console.log(`  the scanning process spent ${((user + system) / 1e6).toFixed(1)} s of CPU; ${told()}`);
  process.disconnect();
}

if (flags.worker) await work(flags.worker);
else {
  const ends: (() => Promise<void>)[] = [];
  for (const [what, count] of [
    [compareLookAlikes, Number(flags["look-alikes"])],
    [scanAll, Number(flags.scan)],
  ] as const) {
    if (count === 0) continue;
    const own = await testDatabase({ after: (end) => ends.push(end) }, { sets: migrationSets, name: "patient" });
    const pool = new pg.Pool({ connectionString: own.superuserUrl, max: 1 });
    await what(pool, own.url, count);
    await pool.end();
  }
  for (const end of ends) await end();
}
