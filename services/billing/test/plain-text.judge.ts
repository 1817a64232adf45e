/**
 * The foreign judge: hledger and ledger read the export of random histories, and compute from it
 * what we answer, for every account at two hundred past dates. Run by CI, which installs both.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import type { TrialBalance } from "@pms/contracts/billing/ledger";
import { exponentOf } from "@pms/contracts/text/currency";
import { namerOf } from "../src/exports/plain-text-ledger.ts";
import { dayOf, type History, makeHistory, randomOf } from "./histories.ts";
import { admin, type Billing, call, startBilling } from "./support.ts";

const seed = Number(process.env.PMS_HISTORY_SEED ?? 7);
const currencies = ["USD", "JPY", "KWD", "HUF"];
const datesMax = 200;
const run = promisify(execFile);

const folder = mkdtempSync(join(tmpdir(), "pms-judge-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const billing = await startBilling({ after });
const history = await makeHistory(billing, { seed, size: 500, currencies, perCurrency: 4 });
const { body: exported, headers } = await readExport();
const file = join(folder, "export.journal");
writeFileSync(file, exported);

/** Minor units by `account currency`, without what is zero. */
type Figures = Map<string, bigint>;

async function readExport() {
  const { app, trust } = billing;
  const answer = await app.inject({ url: "/api/billing/export?format=ledger", headers: await trust.as(admin) });
  assert.equal(answer.statusCode, 200, answer.body.slice(0, 300));
  return { body: answer.body, headers: answer.headers };
}

const dayAfter = (on: string) => new Date(Date.parse(on) + 86_400_000).toISOString().slice(0, 10);

/** `-1.234 KWD` in minor units; what has more or fewer decimals than its currency is a fault. */
function minorOf(amount: string): [currency: string, minor: bigint] {
  const match = /^(-?)(\d+)(?:\.(\d+))? ([A-Z]{3})$/.exec(amount.trim());
  assert.ok(match, `${amount} is an amount`);
  const [, sign, whole = "", decimals = "", currency = ""] = match;
  assert.equal(decimals.length, exponentOf(currency), amount);
  const minor = BigInt(whole + decimals);
  return [currency, sign === "-" ? -minor : minor];
}

function add(figures: Figures, account: string, amounts: string[]): void {
  for (const amount of amounts) {
    if (amount.trim() === "" || amount.trim() === "0") continue;
    const [currency, minor] = minorOf(amount);
    if (minor !== 0n) figures.set(`${account} ${currency}`, minor);
  }
}

async function byHledger(on: string): Promise<Figures> {
  const args = ["-f", file, "balance", "--flat", "-N", "-O", "csv", "-e", dayAfter(on)];
  const { stdout } = await run("hledger", args, { maxBuffer: 2 ** 26 });
  const figures: Figures = new Map();
  for (const line of stdout.trim().split("\n").slice(1)) {
    const [, account = "", amounts = ""] = /^"(.*)","(.*)"$/.exec(line) ?? assert.fail(line);
    add(figures, account, amounts.split(","));
  }
  return figures;
}

async function byLedger(on: string): Promise<Figures> {
  const format = "%(account)|%(quoted(display_total))\n";
  const args = ["-f", file, "--args-only", "-e", dayAfter(on), "--flat", "--no-total", "--format", format, "balance"];
  const { stdout } = await run("ledger", args, { maxBuffer: 2 ** 26 });
  const figures: Figures = new Map();
  for (const [, account = "", amounts = ""] of stdout.matchAll(/^(.*)\|"([^"]*)"$/gm))
    add(figures, account, amounts.split("\n"));
  return figures;
}

/** As our API answers: the trial balance, with what is owed told apart by each account's own balance. */
async function byUs({ deps }: Billing, { accounts }: History, on: string): Promise<Figures> {
  const nameOf = namerOf(deps.chart);
  const figures: Figures = new Map();
  const owed = new Map<string, bigint>();
  for (const { id, currency } of accounts) {
    const { body } = await call(billing, admin, "GET", `/api/billing/accounts/${id}?asOf=${on}`);
    const payer = BigInt(body.payerBalance.amountMinor);
    const parts = { "receivable:patient": BigInt(body.balance.amountMinor) - payer, "receivable:payer": payer };
    for (const [account, minor] of Object.entries(parts)) {
      if (minor !== 0n) figures.set(`${nameOf(account, id)} ${currency}`, minor);
      owed.set(`${account} ${currency}`, (owed.get(`${account} ${currency}`) ?? 0n) + minor);
    }
  }
  for (const currency of currencies) {
    const url = `/api/billing/trial-balance?asOf=${on}&currency=${currency}`;
    const { accounts: lines }: TrialBalance = (await call(billing, admin, "GET", url)).body;
    for (const { account, debit, credit } of lines) {
      const minor = BigInt(debit.amountMinor - credit.amountMinor);
      // Receivables by patient as of any date reconcile with the trial balance.
      if (account.startsWith("receivable:"))
        assert.equal(minor, owed.get(`${account} ${currency}`), `${account} on ${on}`);
      else if (minor !== 0n) figures.set(`${nameOf(account, "")} ${currency}`, minor);
    }
  }
  return figures;
}

/** On one account of the clinic: what its tools tell apart by billing account and we do not. */
function withoutClearing(figures: Figures): Figures {
  return new Map([...figures].filter(([name]) => !name.startsWith("assets:clearing:")).sort());
}

test("hledger and ledger compute from the export what we answer, for every account at 200 past dates", async (t) => {
  t.diagnostic(`seed ${seed}; ${JSON.stringify(Object.fromEntries(history.outcomes))}`);
  for (const act of ["merge done", "unmerge done", "reversal 201", "row posted"])
    assert.ok(history.outcomes.get(act) ?? 0, `there is ${act}`);
  const pick = randomOf(seed);
  const dates = new Set([new Date().toISOString().slice(0, 10)]);
  while (dates.size < datesMax) dates.add(dayOf(pick));
  let compared = 0;
  for (const on of dates) {
    const [ours, hledger, ledger] = await Promise.all([byUs(billing, history, on), byHledger(on), byLedger(on)]);
    assert.deepEqual(withoutClearing(hledger), withoutClearing(ours), `hledger on ${on}`);
    assert.deepEqual(withoutClearing(ledger), withoutClearing(ours), `ledger on ${on}`);
    compared += ours.size;
  }
  t.diagnostic(`${compared} balances are the same on ${dates.size} dates`);
});

test("both tools take the whole export, every transaction balanced, and find each in it", async () => {
  const { rows } = await billing.pool.query("SELECT count(*)::integer AS count FROM transactions");
  const { stdout: stats } = await run("hledger", ["-f", file, "stats"]);
  assert.match(stats, new RegExp(`Transactions\\s*:\\s*${rows[0].count} `));
  await run("hledger", ["-f", file, "check", "commodities"]);
  const { stdout } = await run("ledger", ["-f", file, "stats"]);
  assert.match(stdout, /Number of postings/);
  assert.match(exported, new RegExp(`; End of the ledger: ${rows[0].count} transactions\\.\n$`));
  assert.match(String(headers["content-type"]), /^text\/plain/);
});

test("no text that a person typed is in the export (PRV-1)", () => {
  for (const marker of ["Ana", "Connor", "$5", "comment\n    "]) assert.ok(!exported.includes(marker), marker);
});
