import { Takings, TakingsQuery } from "@pms/contracts/billing/takings";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import type { Deps } from "../deps.ts";
import { readTakings } from "./read-takings.ts";

export function addTakings(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/billing/takings",
    operationId: "getTakings",
    summary: "What was taken on a day at the caller's facilities, by method, cashier and facility",
    description:
      "Payments by the day on which they were posted, in the facility's time zone: what a cashier's drawer is counted against. Refunds and reversals stand apart, on the day on which they were posted; a reversal counts with the cashier of what it undoes. What importers post is not counted. 404 for a facility out of reach.",
    tags: ["billing"],
    access: "billing:takings",
    patientData: true,
    querystring: TakingsQuery,
    response: { 200: Takings },
    handler: async (request) => readTakings(deps, callerOf(request), request.query),
  });
}
