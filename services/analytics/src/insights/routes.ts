import { comparisons, InsightList } from "@pms/contracts/analytics/reports";
import { LocalDate } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { insightPeriods } from "./compared-ranges.ts";
import { findInsights } from "./find-insights.ts";

const InsightQuery = Type.Object({
  period: Type.Optional(Type.Enum(insightPeriods)),
  from: Type.Optional(LocalDate),
  to: Type.Optional(LocalDate),
  compare: Type.Optional(Type.Enum(comparisons)),
  timeZone: Type.Optional(Type.String({ maxLength: 64 })),
  facilityId: Type.Optional(Type.String({ format: "uuid" })),
});

export function addInsights(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/analytics/insights",
    operationId: "getInsights",
    summary: "What has changed",
    description:
      "Registrations, charges and payments of the last 30 days, or of the week, month, quarter or year so far, against as many days before or of the one before; or of `from`–`to`, against as many months or days before or a year before (`compare`), without which nothing is compared. For callers who may not read patients, the last whole month, quarter or year against the one before, with protected figures.",
    tags: ["analytics"],
    access: "analytics:read",
    patientData: true,
    querystring: InsightQuery,
    response: { 200: InsightList },
    handler: (request) => findInsights(deps, callerOf(request), request.query),
  });
}
