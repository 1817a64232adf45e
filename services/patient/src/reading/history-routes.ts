import { IdParams, PageQuery } from "@pms/contracts/common";
import { HistoryEntry, HistoryList } from "@pms/contracts/patients";
import { auditContextOf } from "@pms/kit/audit/audit";
import { actorOf } from "@pms/kit/http/access";
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
    async (request) => {
      const actor = actorOf(request);
      const by = { actor, audit: auditContextOf(request, actor) };
      return readHistory(deps, by, request.params.id, request.query);
    },
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
    async (request) => {
      const actor = actorOf(request);
      const by = { actor, audit: auditContextOf(request, actor) };
      return readVersion(deps, by, request.params.id, request.params.version);
    },
  );
}
