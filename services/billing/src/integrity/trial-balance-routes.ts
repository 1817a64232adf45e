import { TrialBalance } from "@pms/contracts/billing/ledger";
import { describedDate } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import { readSlowly } from "@pms/kit/db/database";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import { Type } from "typebox";
import { todayUtc } from "../dating/dating.ts";
import type { Deps } from "../deps.ts";
import { reads } from "../doors/declarations.ts";
import { sumOf } from "../ledger/money.ts";
import { type LedgerTotal, sumLedger } from "./store/ledger-sums.ts";

/** The gateway waits for 30 s. */
const sumMaxMs = 25_000;
const Query = Type.Object({ asOf: Type.Optional(describedDate("Absent: today in UTC")) });

export function addTrialBalance(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/billing/trial-balance",
    ...reads,
    operationId: "getTrialBalance",
    summary:
      "Every ledger account's balance, from the entries of the accounts in reach. 422 where one is beyond what a JSON number can say exactly",
    querystring: Query,
    response: { 200: TrialBalance },
    handler: async (request) => {
      const caller = callerOf(request);
      const { currency } = deps;
      const asOf = request.query.asOf ?? todayUtc(deps.now());
      const totals = await readSlowly(deps.database, sumMaxMs, (tx) => sumLedger(tx, { asOf, currency }, caller.actor));
      deps.audit.record(caller.audit, { action: "billing.read-trial-balance", resourceType: "ledger" });
      return trialBalanceJson(totals, asOf, currency);
    },
  });
}

/**
 * A ledger account's balance stands on the heavier side; both sides agree, or the ledger is broken.
 */
function trialBalanceJson(totals: readonly LedgerTotal[], asOf: string, currency: string): TrialBalance {
  let difference = 0n;
  const accounts = totals.filter(isShown).map(({ ledgerAccount, debitMinor, creditMinor }) => {
    const net = debitMinor - creditMinor;
    difference += net;
    return {
      account: ledgerAccount,
      debit: sumOf(net > 0n ? net : 0n, currency),
      credit: sumOf(net < 0n ? -net : 0n, currency),
    };
  });
  return { asOf, currency, accounts, difference: sumOf(difference, currency) };
}

/** What has gone from one account in reach to another stands nowhere any more. */
function isShown({ ledgerAccount, debitMinor, creditMinor }: LedgerTotal): boolean {
  return ledgerAccount !== "transfers" || debitMinor !== creditMinor;
}
