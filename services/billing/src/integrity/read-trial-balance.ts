import type { TrialBalance, TrialBalanceQuery } from "@pms/contracts/billing/ledger";
import type { Caller } from "@pms/kit/audit/caller";
import { readSlowly } from "@pms/kit/db/database";
import { invalidField } from "@pms/kit/problem/problem";
import { todayUtc } from "../dating/dating.ts";
import type { Deps } from "../deps.ts";
import type { Chart } from "../ledger/chart.ts";
import { sumOf } from "../ledger/money.ts";
import { chartAccountJson } from "./chart-json.ts";
import { type AskedSums, type LedgerTotal, listCurrencies, sumLedger } from "./store/ledger-sums.ts";

/** The gateway waits for 30 s. */
const sumMaxMs = 25_000;
const dateLength = "2026-01-31".length;

/**
 * By date or by moment, of one currency; the audit says that it was read. 400 for a moment to come,
 * 422 where a sum is beyond what a JSON number can say.
 */
export async function readTrialBalance(
  { database, audit, chart, currency: usual, now }: Pick<Deps, "database" | "audit" | "chart" | "currency" | "now">,
  caller: Caller,
  { asOf: named, currency = usual, facilityId }: TrialBalanceQuery,
): Promise<TrialBalance> {
  const asOf = named === undefined || named.length === dateLength ? (named ?? todayUtc(now())) : new Date(named);
  if (asOf instanceof Date && asOf > now()) throw invalidField("/asOf", "must not be in the future");
  const asked: AskedSums = { asOf, currency, facilityId: facilityId?.toLowerCase() };
  const [totals, currencies] = await readSlowly(database, sumMaxMs, async (tx) => [
    await sumLedger(tx, asked, caller.actor),
    await listCurrencies(tx, caller.actor),
  ]);
  audit.record(caller.audit, {
    action: "billing.read-trial-balance",
    resourceType: "ledger",
    ...(asked.facilityId !== undefined && { facilityId: asked.facilityId }),
  });
  return trialBalanceJson(chart, totals, { ...asked, currencies: [...new Set([currency, ...currencies])].sort() });
}

/**
 * A ledger account's balance stands on the heavier side; both sides agree, or the ledger is broken.
 */
function trialBalanceJson(
  chart: Chart,
  totals: readonly LedgerTotal[],
  { asOf, currency, currencies, facilityId }: AskedSums & { currencies: string[] },
): TrialBalance {
  const known = new Map(chart.accounts.map((account) => [account.account, account]));
  let difference = 0n;
  const accounts = totals.filter(isShown).map(({ ledgerAccount, debitMinor, creditMinor }) => {
    const net = debitMinor - creditMinor;
    difference += net;
    const account = known.get(ledgerAccount) ?? { ...unknown, account: ledgerAccount, name: ledgerAccount };
    return {
      ...chartAccountJson(account),
      debit: sumOf(net > 0n ? net : 0n, currency),
      credit: sumOf(net < 0n ? -net : 0n, currency),
    };
  });
  return {
    asOf: asOf instanceof Date ? asOf.toISOString() : asOf,
    currency,
    currencies,
    ...(facilityId !== undefined && { facilityId }),
    accounts: accounts.sort((one, other) => (one.number < other.number ? -1 : 1)),
    difference: sumOf(difference, currency),
  };
}

/** What the chart of this version does not have: posted by a newer one. */
const unknown = { number: "9999", type: "asset", normalSide: "debit", closedAt: null };

/** What has gone from one account in reach to another stands nowhere any more. */
function isShown({ ledgerAccount, debitMinor, creditMinor }: LedgerTotal): boolean {
  return ledgerAccount !== "clearing" || debitMinor !== creditMinor;
}
