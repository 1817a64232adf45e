import { Chart, TrialBalance, TrialBalanceQuery } from "@pms/contracts/billing/ledger";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import type { Deps } from "../deps.ts";
import { reads } from "../doors/declarations.ts";
import { chartJson } from "./chart-json.ts";
import { readTrialBalance } from "./read-trial-balance.ts";

export function addTrialBalance(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/billing/chart",
    tags: ["billing"],
    access: "billing:read",
    operationId: "getChart",
    summary: "The chart of accounts, and which of them each act is posted to",
    response: { 200: Chart },
    handler: async () => chartJson(deps.chart),
  });

  addRoute(app, {
    method: "GET",
    url: "/api/billing/trial-balance",
    ...reads,
    operationId: "getTrialBalance",
    summary:
      "Every ledger account's balance, from the entries of the accounts in reach. 422 where one is beyond what a JSON number can say exactly",
    querystring: TrialBalanceQuery,
    response: { 200: TrialBalance },
    handler: async (request) => readTrialBalance(deps, callerOf(request), request.query),
  });
}
