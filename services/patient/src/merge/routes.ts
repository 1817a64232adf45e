import { IdParams } from "@pms/contracts/http/common";
import {
  MergePreview,
  MergeRequest,
  MergesQuery,
  PatientMerge,
  PatientMergeList,
  UndoPreview,
  UndoRequest,
} from "@pms/contracts/patients/merging";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { ifMatchVersions } from "@pms/kit/http/conditional";
import { readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import { addRoute } from "@pms/kit/http/route";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { readMerge, readMerges } from "./read-merges.ts";
import { readMergePreview, requestMerge } from "./request-merge.ts";
import { readUndoPreview, requestUndo } from "./request-undo.ts";

const declared = { tags: ["duplicates"], access: "patient:merge", patientData: true } as const;
const Begun = Type.Pick(PatientMerge, ["id", "status"]);

export function addMerges(app: App, deps: Deps): void {
  addRoute(app, {
    method: "POST",
    url: "/api/patients/:id/merge",
    ...declared,
    operationId: "mergePatients",
    summary: "Merge another record into this one, or see what that would do",
    description:
      "Of fields that both have the survivor's stand unless `fields` says otherwise; the other record stays, points to this one and can be restored. Needs If-Match with the survivor's ETag, and rights at the facilities of both.",
    params: IdParams,
    body: MergeRequest,
    response: { 200: MergePreview, 202: Begun },
    ifMatch: "required",
    idempotencyKey: "optional",
    refusals: [409, 422],
    handler: async (request, reply) => {
      const asked = {
        survivorId: request.params.id,
        request: request.body,
        versions: ifMatchVersions(request),
        key: readIdempotencyKey(request),
      };
      if (request.body.dryRun) return readMergePreview(deps, callerOf(request), asked);
      return sendAnswer(reply, await requestMerge(deps, callerOf(request), asked));
    },
  });
  addRoute(app, {
    method: "GET",
    url: "/api/patients/merges",
    ...declared,
    operationId: "listMerges",
    summary: "Merges, newest first",
    querystring: MergesQuery,
    response: { 200: PatientMergeList },
    handler: async (request) => readMerges(deps, callerOf(request), request.query),
  });
  addRoute(app, {
    method: "GET",
    url: "/api/patients/merges/:id",
    ...declared,
    operationId: "readMerge",
    summary: "How far a merge is; while billing does not answer it waits, and goes on by itself",
    params: IdParams,
    response: { 200: PatientMerge },
    handler: async (request) => readMerge(deps, callerOf(request), request.params.id),
  });
  addRoute(app, {
    method: "POST",
    url: "/api/patients/merges/:id/undo",
    ...declared,
    operationId: "undoMerge",
    summary: "Restore both records of a merge, or see what that would do",
    params: IdParams,
    body: UndoRequest,
    response: { 200: UndoPreview, 202: Begun },
    idempotencyKey: "optional",
    refusals: [409, 422],
    handler: async (request, reply) => {
      const asked = { id: request.params.id, request: request.body, key: readIdempotencyKey(request) };
      if (request.body.dryRun) return readUndoPreview(deps, callerOf(request), asked);
      return sendAnswer(reply, await requestUndo(deps, callerOf(request), asked));
    },
  });
}
