import { IdParams, PageQuery } from "@pms/contracts/http/common";
import { HistoryEntry, HistoryList } from "@pms/contracts/patients/history";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/server";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { readHistory, readVersion } from "./read-history.ts";

const config = { access: { permission: "patient:read" as const }, patientData: true };
const VersionParams = Type.Object({
  ...IdParams.properties,
  version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
});

export function addHistory(app: App, deps: Deps): void {
  app.get(
    "/api/patients/:id/history",
    {
      config,
      schema: {
        operationId: "listPatientVersions",
        summary: "What the record was, version by version, newest first; billing is as it is now",
        tags: ["patients"],
        params: IdParams,
        querystring: Type.Object(PageQuery),
        response: { 200: HistoryList },
      },
    },
    async (request) => readHistory(deps, callerOf(request), { id: request.params.id, query: request.query }),
  );

  app.get(
    "/api/patients/:id/history/:version",
    {
      config,
      schema: {
        operationId: "getPatientVersion",
        summary: "One version of the record",
        tags: ["patients"],
        params: VersionParams,
        response: { 200: HistoryEntry },
      },
    },
    async (request) => readVersion(deps, callerOf(request), request.params),
  );
}
