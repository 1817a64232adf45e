import { AccessLog } from "@pms/contracts/auth/audit";
import { IdParams } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/server";
import { Type } from "typebox";
import { needs } from "../acts/declarations.ts";
import type { Deps } from "../deps.ts";
import { SpanQuery } from "./audit-query.ts";
import { readAccessLog } from "./read-access-log.ts";

export function accessLogRoutes(app: App, deps: Deps): void {
  app.get(
    "/api/patients/:id/access-log",
    {
      config: { ...needs("patient:read"), patientData: true },
      schema: {
        tags: ["audit"],
        operationId: "getAccessLog",
        summary:
          "Who looked at a record and who changed it, by sittings, the one that ended last first; patients read that of their own",
        params: IdParams,
        querystring: Type.Object(SpanQuery),
        response: { 200: AccessLog },
      },
    },
    async (request) => readAccessLog(deps, callerOf(request), { patientId: request.params.id, query: request.query }),
  );
}
