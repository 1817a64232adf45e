import { InsightList } from "@pms/contracts/analytics";
import { auditContextOf } from "@pms/kit/audit/audit";
import { actorOf } from "@pms/kit/http/access";
import type { App } from "@pms/kit/http/server";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { documented, needs } from "../reports/declarations.ts";
import { findInsights, insightPeriods } from "./find-insights.ts";

const InsightQuery = Type.Object({
  period: Type.Optional(Type.Enum(insightPeriods)),
  timeZone: Type.Optional(Type.String({ maxLength: 64 })),
  facilityId: Type.Optional(Type.String({ format: "uuid" })),
});

export function insightRoutes(app: App, deps: Deps): void {
  app.get("/api/analytics/insights", {
    config: needs("analytics:read"),
    schema: {
      ...documented(
        "getInsights",
        "What has changed",
        "Registrations, charges and payments of the last 30 days, or of the week, month, quarter or year so far, against as many days before or of the one before. For callers who may not read patients, the last whole month, quarter or year against the one before, with protected figures.",
      ),
      querystring: InsightQuery,
      response: { 200: InsightList },
    },
    handler: async (request) => {
      const actor = actorOf(request);
      const answer = await findInsights(deps, actor, request.query);
      deps.audit.record(auditContextOf(request, actor), {
        action: "analytics.insights",
        resourceType: "report",
        details: { count: String(answer.insights.length) },
      });
      return answer;
    },
  });
}
