/**
 * `npm run matching -- estimate [--dry-run]`: estimates the weights of matching on the records of
 * this base and puts them in force. Works on the database of the patient service that DATABASE_URL
 * names, else on that of the local system. Exit code 1: wrong use; 2: it could not be done.
 */
import { randomUUIDv7 } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { openDatabase } from "@pms/kit/db/database";
import { estimateRates } from "./estimate.ts";
import { readModel } from "./model.ts";
import { shippedModel } from "./shipped-model.ts";
import { storeRates } from "./store/models.ts";
import { sampleProfiles } from "./store/profiles.ts";

const say = (line: string) => void process.stdout.write(`${line}\n`);
const complain = (line: string) => void process.stderr.write(`${line}\n`);
const usage = "npm run matching -- estimate [--dry-run]";
/** More change the weights by less than their rounding. */
const sampleMax = 200_000;

async function findDatabase(): Promise<string> {
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const file = join(resolve(process.env.PMS_DATA_DIR || "data"), "patient-database.json");
  const text = await readFile(file, "utf8").catch(() => {
    throw new Error(`${file} cannot be read: start the system, or set PMS_DATA_DIR or DATABASE_URL.`);
  });
  return JSON.parse(text).DATABASE_URL;
}

async function estimate({ dryRun }: { dryRun: boolean }): Promise<void> {
  const database = openDatabase({ url: await findDatabase(), maxConnections: 1, applicationName: "matching" });
  try {
    const records = await sampleProfiles(database.pool, sampleMax);
    const { model } = await readModel(database);
    const { rates, pairs } = estimateRates(records, { ...model, rates: shippedModel.rates }, Math.random);
    say(`${records.length} patients, ${pairs} pairs that share a key. Bits by level, as they are and as estimated:`);
    for (const [field, known] of Object.entries(rates))
      for (const [level, { m, u }] of Object.entries(known)) {
        const before = model.rates[field as keyof typeof rates][level] ?? { m: 1, u: 1 };
        say(`${`${field} ${level}`.padEnd(26)} ${bits(before)} ${bits({ m, u })}`);
      }
    if (!dryRun) await storeRates(database.pool, randomUUIDv7(), rates);
    say(dryRun ? "Nothing was changed." : "In force within half a minute.");
  } finally {
    await database.close();
  }
}

const bits = ({ m, u }: { m: number; u: number }) =>
  Math.log2(m / u)
    .toFixed(2)
    .padStart(7);

const [verb, ...options] = process.argv.slice(2);
if (verb !== "estimate" || options.some((option) => option !== "--dry-run")) {
  complain(usage);
  process.exitCode = 1;
} else
  await estimate({ dryRun: options.length > 0 }).catch((error: unknown) => {
    complain(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
  });
