import { Aging, AgingQuery, OwingAccountList, OwingQuery } from "@pms/contracts/billing/aging";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import type { Deps } from "../deps.ts";
import { reads } from "../doors/declarations.ts";
import { listOwing } from "./list-owing.ts";
import { readAging } from "./read-aging.ts";

export function addAging(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/billing/aging",
    ...reads,
    operationId: "getAging",
    summary: "What the accounts in reach owe, by how long ago it was charged, as of a day",
    description:
      "Payments and credits settle the oldest charge first. The ages count from the effective date of what is unpaid; the buckets of a currency add up to what its accounts owe, as the trial balance has it less what is in credit.",
    querystring: AgingQuery,
    response: { 200: Aging },
    handler: async (request) => readAging(deps, callerOf(request), request.query),
  });
  addRoute(app, {
    method: "GET",
    url: "/api/billing/aging/accounts",
    ...reads,
    operationId: "listOwingAccounts",
    summary: "The accounts in reach that owe, who owes longest first, as of a day",
    querystring: OwingQuery,
    response: { 200: OwingAccountList },
    handler: async (request) => listOwing(deps, callerOf(request), request.query),
  });
}
