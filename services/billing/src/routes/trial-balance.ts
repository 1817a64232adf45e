import { TrialBalance } from "@pms/contracts/billing";
import { describedDate } from "@pms/contracts/common";
import type { App } from "@pms/kit/server";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { todayUtc } from "../domain/dating.ts";
import { moneyOf } from "../domain/money.ts";
import { type LedgerTotal, sumLedger } from "../store/balances.ts";
import { callerOf } from "./caller-of.ts";
import { documented, reads } from "./declarations.ts";

const Query = Type.Object({ asOf: Type.Optional(describedDate("Absent: today in UTC")) });

export function trialBalanceRoutes(app: App, deps: Deps): void {
  app.get("/api/billing/trial-balance", {
    config: reads,
    schema: {
      ...documented("getTrialBalance", "Every ledger account's balance, from the entries of the accounts in reach"),
      querystring: Query,
      response: { 200: TrialBalance },
    },
    handler: async (request) => {
      const caller = callerOf(request);
      const { currency } = deps;
      const asOf = request.query.asOf ?? todayUtc();
      const totals = await sumLedger(deps.database.db, { asOf, currency }, caller.actor);
      deps.audit.record(caller.audit, { action: "billing.read-trial-balance", resourceType: "ledger" });
      return trialBalanceJson(totals, asOf, currency);
    },
  });
}

/** A ledger account's balance stands on the side that outweighs; the two sides agree, or the ledger is broken. */
function trialBalanceJson(totals: readonly LedgerTotal[], asOf: string, currency: string): TrialBalance {
  let difference = 0n;
  const accounts = totals.map(({ ledger_account, debit_minor, credit_minor }) => {
    const net = debit_minor - credit_minor;
    difference += net;
    return {
      account: ledger_account,
      debit: moneyOf(net > 0n ? net : 0n, currency),
      credit: moneyOf(net < 0n ? -net : 0n, currency),
    };
  });
  return { asOf, currency, accounts, difference: moneyOf(difference, currency) };
}
