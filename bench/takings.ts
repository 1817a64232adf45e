/**
 * `npx node bench/takings.ts [--postings 2000000 --days 730 --samples 200]`: the takings of a
 * random day out of so many postings, through billing's own HTTP handling, beside bare statements.
 */
import { randomUUID, randomUUIDv7 } from "node:crypto";
import { openDatabase } from "@pms/kit/db/database";
import { testDatabase } from "@pms/kit/testing/postgres";
import { createTestTrust } from "@pms/kit/testing/tokens";
import { readCommandLine } from "../local/src/command-line.ts";
import { migrations } from "../services/billing/src/app.ts";
import { openBilling } from "./open-billing.ts";

const { values: flags } = readCommandLine("npx node bench/takings.ts [--postings 2000000 --days 730 --samples 200]", {
  options: {
    postings: { type: "string", default: "2000000" },
    days: { type: "string", default: "730" },
    samples: { type: "string", default: "200" },
  },
});
const [postings, days, samples] = [Number(flags.postings), Number(flags.days), Number(flags.samples)];
const facilityIds = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()];
const timeZone = "America/New_York";

const closing: (() => Promise<void>)[] = [];
const t = { after: (close: () => Promise<void>) => void closing.unshift(close) };
const { url, ownerUrl, superuserUrl } = await testDatabase(t, { sets: migrations, name: "billing" });
const trust = await createTestTrust();
// Auth is asked once a minute, and not in what is measured.
const listZones = async (among: "all" | readonly string[]) =>
  (among === "all" ? facilityIds : among).map((facilityId) => ({ facilityId, timeZone }));
const { deps, app } = await openBilling({ url, trust, statementTimeoutMs: 600_000, given: { listZones } });
const { database } = deps;
t.after(async () => {
  await app.close();
  await deps.close();
});

async function asOwner(at: string, text: string, values: unknown[] = []): Promise<void> {
  const owner = openDatabase({ url: at, maxConnections: 1, applicationName: "bench", statementTimeoutMs: 3_600_000 });
  await owner.pool.query(text, values).finally(() => owner.close());
}

/** Two in five postings are payments, one in a hundred a refund or a reversal; twenty cashiers. */
async function load(): Promise<void> {
  await asOwner(ownerUrl, "ALTER TABLE transactions DISABLE TRIGGER ALL").catch(() =>
    asOwner(ownerUrl, "ALTER TABLE transactions DISABLE TRIGGER USER"),
  );
  await asOwner(
    ownerUrl,
    `INSERT INTO accounts (id, patient_id, facility_id, currency)
     SELECT uuidv7(), uuidv7(), ($1::uuid[])[1 + n % 3], 'USD' FROM generate_series(1, 1000) n`,
    [facilityIds],
  );
  await asOwner(
    ownerUrl,
    `WITH cashiers AS (SELECT array_agg(gen_random_uuid()::text) AS ids FROM generate_series(1, 20)),
       held AS (SELECT array_agg(id) AS ids, array_agg(facility_id) AS facilities FROM accounts)
     INSERT INTO transactions (id, account_id, sequence, type, amount_minor, currency, balance_delta_minor,
       balance_after_minor, payer_balance_after_minor, effective_on, posted_at, posted_by, facility_id, method)
     SELECT uuidv7(), held.ids[1 + n % 1000], n, CASE WHEN n % 100 = 7 THEN 'refund' WHEN n % 5 < 2 THEN 'payment' ELSE 'charge' END,
       1 + n % 20000, 'USD', CASE WHEN n % 5 < 2 AND n % 100 <> 7 THEN -1 ELSE 1 END * (1 + n % 20000), 0, 0, at::date, at,
       cashiers.ids[1 + n % 20], held.facilities[1 + n % 1000],
       CASE WHEN n % 100 = 7 OR n % 5 < 2 THEN (ARRAY['cash', 'card', 'card', 'check'])[1 + n / 5 % 4] END
     FROM cashiers, held, generate_series(1, $1::bigint) n
       CROSS JOIN LATERAL (SELECT now() - ($2::float8 * (1 - n::float8 / $1)) * interval '1 day') AS moment(at)`,
    [postings, days],
  );
}

const percentile = (sorted: readonly number[], of: number) => sorted[Math.ceil(sorted.length * of) - 1] ?? Number.NaN;
async function measure(name: string, times: number, work: () => Promise<unknown>): Promise<number> {
  await work();
  const tookMs: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const beganAtMs = performance.now();
    await work();
    tookMs.push(performance.now() - beganAtMs);
  }
  tookMs.sort((a, b) => a - b);
  const [p50, p95] = [percentile(tookMs, 0.5), percentile(tookMs, 0.95)];
  console.log(`${name.padEnd(64)} ${p50.toFixed(1).padStart(9)} ${p95.toFixed(1).padStart(9)}`);
  return p95;
}

const anyDay = () => new Date(Date.now() - Math.random() * days * 86_400_000).toISOString().slice(0, 10);
const admin = { id: randomUUID(), roles: ["admin"] };
const cashier = { id: randomUUID(), roles: ["front-desk"], facilities: [facilityIds[0] ?? ""] };
async function ask(caller: object, query: string): Promise<void> {
  const answer = await app.inject({ url: `/api/billing/takings?${query}`, headers: await trust.as(caller) });
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body.slice(0, 300)}`);
}

async function run(): Promise<void> {
  console.log(`\n${"what is asked".padEnd(64)}    p50 ms    p95 ms`);
  const { pool } = database;
  await measure("baseline: SELECT 1", samples, () => pool.query("SELECT 1"));
  const bare = await measure("baseline: the day's rows counted, by the index alone", samples, () =>
    pool.query(
      `SELECT count(*) FROM transactions WHERE facility_id = ANY ($1::uuid[]) AND posted_at >= $2::date
         AND posted_at < $2::date + 1 AND method IS NOT NULL AND (source IS NULL OR source LIKE 'account:%')`,
      [facilityIds, anyDay()],
    ),
  );
  const scan = await measure("baseline: all payments summed", 5, () =>
    pool.query("SELECT method, posted_by, sum(amount_minor) FROM transactions WHERE type = 'payment' GROUP BY 1, 2"),
  );
  const all = await measure("takings?date=(random)", samples, () => ask(admin, `date=${anyDay()}`));
  await measure("one facility: takings?date=(random)", samples, () => ask(cashier, `date=${anyDay()}`));
  await measure("my drawer: takings?cashier=me", samples, () => ask(cashier, "cashier=me"));
  console.log(
    `takings of all facilities: ${(all / bare).toFixed(1)} times the rows counted, ${(all / scan).toFixed(4)} of a scan`,
  );
}

try {
  console.log(`Loading ${postings} postings over ${days} days …`);
  const beganAtMs = performance.now();
  await load();
  console.log(
    `Loaded in ${((performance.now() - beganAtMs) / 1_000).toFixed(0)} s\n\nBefore PostgreSQL has analyzed anything itself, and after`,
  );
  await run();
  await asOwner(superuserUrl, "VACUUM ANALYZE");
  await run();
} finally {
  for (const close of closing) await close().catch(() => {});
}
