import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { TrialBalance } from "@pms/contracts/billing/ledger";
import { startFoldingLedger } from "../src/integrity/fold-ledger.ts";
import { dayOf, type History, makeHistory, modelOn, randomOf } from "./histories.ts";
import { admin, type Billing, call, startBilling } from "./support.ts";

/** Another one is tried with PMS_HISTORY_SEED. */
const seed = Number(process.env.PMS_HISTORY_SEED ?? 20_261_130);
const currencies = ["USD", "JPY", "KWD"];

async function trialBalance(billing: Billing, asOf: string, currency: string): Promise<Map<string, bigint>> {
  const url = `/api/billing/trial-balance?asOf=${asOf}&currency=${currency}`;
  const { status, body } = await call(billing, admin, "GET", url);
  assert.equal(status, 200, JSON.stringify(body));
  const { accounts, difference }: TrialBalance = body;
  assert.equal(difference.amountMinor, 0);
  const sums = accounts.map(
    ({ account, debit, credit }) => [account, BigInt(debit.amountMinor - credit.amountMinor)] as const,
  );
  return new Map(sums.filter(([, minor]) => minor !== 0n).sort());
}

async function assertAccounts(billing: Billing, history: History, on: string): Promise<void> {
  for (const { id, currency } of history.accounts) {
    const { body } = await call(billing, admin, "GET", `/api/billing/accounts/${id}?asOf=${on}`);
    const model = modelOn(history, on, currency, id);
    const [patient = 0n, payer = 0n] = ["patient", "payer"].map((party) => model.get(`receivable:${party}`));
    assert.deepEqual(
      [BigInt(body.balance.amountMinor), BigInt(body.payerBalance.amountMinor)],
      [patient + payer, payer],
      `${id} on ${on}`,
    );
  }
}

test("whatever is posted, reversed, corrected, merged and unmerged at once, every figure of every day is the model's (REL-9)", async (t) => {
  t.diagnostic(`seed ${seed}`);
  const billing = await startBilling({ after });
  const folding = startFoldingLedger({ database: billing.database, logger: billing.deps.logger });
  after(() => folding.stop());
  const history = await makeHistory(billing, { seed, size: 400, currencies, perCurrency: 5 });
  const outcomes = Object.fromEntries([...history.outcomes].sort());
  t.diagnostic(JSON.stringify(outcomes));
  for (const act of [
    "charge 201",
    "refund 201",
    "reversal 201",
    "correction 201",
    "row posted",
    "merge done",
    "unmerge done",
  ])
    assert.ok((history.outcomes.get(act) ?? 0) > 0, `there is ${act}`);
  const pick = randomOf(seed + 1);
  for (const on of [
    "2018-12-31",
    ...Array.from({ length: 40 }, () => dayOf(pick)),
    new Date().toISOString().slice(0, 10),
  ]) {
    for (const currency of currencies)
      assert.deepEqual(
        await trialBalance(billing, on, currency),
        modelOn(history, on, currency),
        `${currency} on ${on}`,
      );
    await assertAccounts(billing, history, on);
  }
  const { body } = await call(billing, admin, "GET", "/api/billing/integrity");
  assert.deepEqual(
    body.checks.filter(({ ok }: { ok: boolean }) => !ok),
    [],
  );
});
