import { AccessLog } from "@pms/contracts/auth/audit";
import { IdParams } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { SpanQuery } from "./audit-query.ts";
import { readAccessLog } from "./read-access-log.ts";

export function accessLogRoutes(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/patients/:id/access-log",
    operationId: "getAccessLog",
    summary:
      "Who looked at a record and who changed it, by sittings, the one that ended last first; patients read that of their own",
    tags: ["audit"],
    access: "patient:read",
    patientData: true,
    params: IdParams,
    querystring: Type.Object(SpanQuery),
    response: { 200: AccessLog },
    handler: async (request) =>
      readAccessLog(deps, callerOf(request), { patientId: request.params.id, query: request.query }),
  });
}
