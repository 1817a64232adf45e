/**
 * `npx node bench/trial-balance.ts [--accounts 20000 --perAccount 100 --years 8 --samples 20]`: the
 * trial balance of random days and moments, the check of the ledger and its export, through
 * billing's own HTTP handling, beside a bare `sum() … GROUP BY` of all entries in the same run.
 */
import { randomUUID, randomUUIDv7 } from "node:crypto";
import type { AddressInfo } from "node:net";
import { openDatabase } from "@pms/kit/db/database";
import { testDatabase } from "@pms/kit/testing/postgres";
import { createTestTrust } from "@pms/kit/testing/tokens";
import { readCommandLine } from "../local/src/command-line.ts";
import { migrations } from "../services/billing/src/app.ts";
import { startFoldingLedger } from "../services/billing/src/integrity/fold-ledger.ts";
import { openBilling } from "./open-billing.ts";

const { values: flags } = readCommandLine(
  "npx node bench/trial-balance.ts [--accounts 20000 --perAccount 100 --years 8 --samples 20]",
  {
    options: {
      accounts: { type: "string", default: "20000" },
      perAccount: { type: "string", default: "100" },
      years: { type: "string", default: "8" },
      samples: { type: "string", default: "20" },
    },
  },
);
const [accounts, perAccount, years, samples] = [flags.accounts, flags.perAccount, flags.years, flags.samples].map(
  Number,
);
if (!accounts || !perAccount || !years || !samples) throw new Error("Each flag is a number above zero");
const facilities = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()];

const closing: (() => Promise<void>)[] = [];
const t = { after: (close: () => Promise<void>) => void closing.unshift(close) };
const { url, superuserUrl } = await testDatabase(t, { sets: migrations, name: "billing" });
const trust = await createTestTrust();
const { deps, app } = await openBilling({ url, trust, statementTimeoutMs: 600_000 });
t.after(deps.close);
t.after(() => app.close());

/** Charges and payments by turns, through every trigger; a thousand accounts at a time. */
async function load(owner: ReturnType<typeof openDatabase>["pool"]): Promise<void> {
  await owner.query(
    `INSERT INTO accounts (id, patient_id, facility_id, currency)
     SELECT uuidv7(), uuidv7(), ($1::uuid[])[1 + n % 3], 'USD' FROM generate_series(1, $2::integer) n`,
    [facilities, accounts],
  );
  await owner.query("CREATE TABLE bench_accounts AS SELECT id, row_number() OVER (ORDER BY id) AS n FROM accounts");
  for (let from = 0; from < (accounts ?? 0); from += 1_000) {
    // In one transaction, and so on the one connection: a transaction has its entries when it commits.
    await owner.query("BEGIN");
    await owner.query(
      `CREATE TEMPORARY TABLE made AS SELECT uuidv7() AS id, a.id AS account_id, s AS sequence, s % 2 = 1 AS charged,
         CURRENT_DATE - ($4::integer * 365 - s * ($4::integer * 365 / $3::integer)) - (random() * 3)::integer AS effective_on
       FROM bench_accounts a, generate_series(1, $3::integer) s WHERE a.n > $1 AND a.n <= $1 + $2::integer`,
      [from, 1_000, perAccount, years],
    );
    await owner.query(
      `INSERT INTO transactions (id, account_id, sequence, type, amount_minor, currency, balance_delta_minor,
         balance_after_minor, payer_balance_after_minor, effective_on, posted_at, posted_by, facility_id, code, method)
       SELECT id, account_id, sequence, CASE WHEN charged THEN 'charge' ELSE 'payment' END, 5000, 'USD',
         CASE WHEN charged THEN 5000 ELSE -5000 END, CASE WHEN charged THEN 5000 ELSE 0 END, 0, effective_on,
         effective_on + interval '12 hours', 'bench', ($1::uuid[])[1 + sequence % 3],
         CASE WHEN charged THEN '99213' END, CASE WHEN NOT charged THEN 'card' END FROM made`,
      [facilities],
    );
    await owner.query(
      `INSERT INTO ledger_entries SELECT id, line, account_id,
         CASE WHEN line = 2 THEN 'receivable:patient' WHEN charged THEN 'revenue:visits' ELSE 'cash:card' END,
         CASE WHEN (line = 2) = charged THEN 5000 ELSE 0 END, CASE WHEN (line = 2) = charged THEN 0 ELSE 5000 END
       FROM made, generate_series(1, 2) line`,
    );
    await owner.query(
      `UPDATE accounts SET last_sequence = m.last, balance_minor = 5000 * (m.last % 2) FROM (SELECT account_id, max(sequence)
         AS last FROM made GROUP BY 1) m WHERE accounts.id = m.account_id`,
    );
    await owner.query("DROP TABLE made");
    await owner.query("COMMIT");
    if (from % 5_000 === 0) console.log(`  ${from + 1_000} of ${accounts} accounts`);
  }
  await owner.query("DROP TABLE bench_accounts");
}

async function measure(name: string, times: number, work: () => Promise<unknown>): Promise<void> {
  await work();
  const tookMs: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const beganAtMs = performance.now();
    await work();
    tookMs.push(performance.now() - beganAtMs);
  }
  tookMs.sort((a, b) => a - b);
  const cells = [0.5, 0.95].map((of) =>
    (tookMs[Math.ceil(tookMs.length * of) - 1] ?? Number.NaN).toFixed(1).padStart(9),
  );
  console.log(`${name.padEnd(56)} ${cells.join(" ")}`);
}

const admin = { id: randomUUID(), roles: ["admin"] };
const atOneSite = { ...admin, facilities: [facilities[0] ?? ""] };
async function ask(caller: object, path: string): Promise<number> {
  const answer = await app.inject({ url: `/api/billing/${path}`, headers: await trust.as(caller) });
  if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${answer.body.slice(0, 300)}`);
  return answer.body.length;
}
/** As it is streamed, by a reader who keeps none of it. */
async function readExport(): Promise<void> {
  await app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = app.server.address() as AddressInfo;
  const beganAtMs = performance.now();
  const answer = await fetch(`http://127.0.0.1:${port}/api/billing/export?format=ledger`, {
    headers: await trust.as(admin),
  });
  let [bytes, most, first] = [0, 0, 0];
  for await (const piece of answer.body ?? []) {
    first ||= performance.now() - beganAtMs;
    bytes += piece.byteLength;
    most = Math.max(most, process.memoryUsage.rss());
  }
  const seconds = (performance.now() - beganAtMs) / 1_000;
  const megabytes = (count: number) => `${(count / 2 ** 20).toFixed(0)} MiB`;
  console.log(
    `export?format=ledger: ${megabytes(bytes)} in ${seconds.toFixed(1)} s, the first after ${first.toFixed(0)} ms; at most ${megabytes(most)} resident`,
  );
}

const anyMoment = () => new Date(Date.now() - Math.random() * (years ?? 1) * 365 * 86_400_000).toISOString();
const anyDay = () => anyMoment().slice(0, 10);

try {
  const owner = openDatabase({ url: superuserUrl, maxConnections: 1, applicationName: "bench", statementTimeoutMs: 0 });
  await load(owner.pool);
  await owner.pool.query("VACUUM ANALYZE");
  await owner.close();
  const folding = startFoldingLedger(deps);
  const pending = () => deps.database.pool.query("SELECT FROM ledger_pending LIMIT 1");
  while ((await pending()).rowCount) await new Promise((resolve) => setTimeout(resolve, 500));
  await folding.stop();
  console.log(`\n${`${accounts * perAccount} postings, what is asked`.padEnd(56)}    p50 ms    p95 ms`);
  const scan = "SELECT ledger_account, sum(debit_minor), sum(credit_minor) FROM ledger_entries GROUP BY 1";
  await measure("baseline: a bare sum() GROUP BY of all entries", 5, () => deps.database.pool.query(scan));
  await measure("trial-balance", samples, () => ask(admin, "trial-balance"));
  await measure("trial-balance?asOf=(random day)", samples, () => ask(admin, `trial-balance?asOf=${anyDay()}`));
  await measure("trial-balance?asOf=(random moment)", samples, () => ask(admin, `trial-balance?asOf=${anyMoment()}`));
  const at = `&facilityId=${facilities[1]}`;
  await measure("… of one facility", samples, () => ask(admin, `trial-balance?asOf=${anyDay()}${at}`));
  await measure("one site: trial-balance?asOf=(random moment)", samples, () =>
    ask(atOneSite, `trial-balance?asOf=${anyMoment()}`),
  );
  await measure("integrity", 1, () => ask(admin, "integrity"));
  await readExport();
} finally {
  for (const close of closing) await close();
}
