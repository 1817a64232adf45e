import { IdParams, PageQuery } from "@pms/contracts/http/common";
import { HistoryEntry, HistoryList, VersionDiff } from "@pms/contracts/patients/history";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { compareVersions, readHistory, readVersion } from "./read-history.ts";

const declared = { tags: ["patients"], access: "patient:read", patientData: true } as const;
const Version = Type.Integer({ minimum: 1, maximum: 2_147_483_647 });
const VersionParams = Type.Object({ ...IdParams.properties, version: Version });
const PairParams = Type.Object({ ...VersionParams.properties, other: Version });

export function addHistory(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/patients/:id/history",
    operationId: "listPatientVersions",
    summary: "What the record was, version by version, newest first; billing is as it is now",
    params: IdParams,
    querystring: Type.Object(PageQuery),
    response: { 200: HistoryList },
    ...declared,
    handler: async (request) => readHistory(deps, callerOf(request), { id: request.params.id, query: request.query }),
  });

  addRoute(app, {
    method: "GET",
    url: "/api/patients/:id/history/:version",
    operationId: "getPatientVersion",
    summary: "One version of the record",
    params: VersionParams,
    response: { 200: HistoryEntry },
    ...declared,
    handler: async (request) => readVersion(deps, callerOf(request), request.params),
  });

  addRoute(app, {
    method: "GET",
    url: "/api/patients/:id/history/:version/diff/:other",
    operationId: "comparePatientVersions",
    summary: "What a version says otherwise than another, field by field and in words",
    params: PairParams,
    response: { 200: VersionDiff },
    ...declared,
    handler: async (request) => compareVersions(deps, callerOf(request), request.params),
  });
}
