import { IdParams } from "@pms/contracts/http/common";
import {
  Assignment,
  Dismissal,
  DuplicatePair,
  DuplicatePairList,
  DuplicateScan,
  DuplicatesQuery,
} from "@pms/contracts/patients/matching";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import type { Deps } from "../deps.ts";
import { assignDuplicate, dismissDuplicate, reopenDuplicate } from "./decide-duplicate.ts";
import { listDuplicates } from "./list-duplicates.ts";
import { readDuplicateScan, startDuplicateScan } from "./scan-patients.ts";

const declared = { tags: ["duplicates"], patientData: true } as const;
const decision = {
  ...declared,
  params: IdParams,
  response: { 200: DuplicatePair },
  access: "patient:write",
  refusals: [409],
} as const;

export function addDuplicates(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/patients/duplicates",
    ...declared,
    operationId: "listDuplicates",
    summary: "Pairs of records that may be one person's, with both of them; the likeliest first",
    querystring: DuplicatesQuery,
    response: { 200: DuplicatePairList },
    access: "patient:write",
    handler: async (request) => listDuplicates(deps, callerOf(request), request.query),
  });
  addRoute(app, {
    method: "POST",
    url: "/api/patients/duplicates/:id/dismiss",
    ...decision,
    operationId: "dismissDuplicate",
    summary: "Not the same person: outranks what the weights say, for ever",
    body: Dismissal,
    handler: async (request) =>
      dismissDuplicate(deps, callerOf(request), { id: request.params.id, dismissal: request.body }),
  });
  addRoute(app, {
    method: "POST",
    url: "/api/patients/duplicates/:id/reopen",
    ...decision,
    operationId: "reopenDuplicate",
    summary: "Take a dismissal back",
    handler: async (request) => reopenDuplicate(deps, callerOf(request), request.params.id),
  });
  addRoute(app, {
    method: "POST",
    url: "/api/patients/duplicates/:id/assign",
    ...decision,
    operationId: "assignDuplicate",
    summary: "Give a pair to a user to decide, or take it from whoever has it",
    body: Assignment,
    handler: async (request) =>
      assignDuplicate(deps, callerOf(request), { id: request.params.id, assignment: request.body }),
  });
  addRoute(app, {
    method: "POST",
    url: "/api/patients/duplicates/scan",
    ...declared,
    operationId: "scanForDuplicates",
    summary:
      "Compare every patient with every other, behind the work of the day; the scan that runs already, if one does",
    response: { 202: DuplicateScan },
    access: "patient:merge",
    handler: async (request, reply) => {
      reply.status(202);
      return startDuplicateScan(deps, callerOf(request));
    },
  });
  addRoute(app, {
    method: "GET",
    url: "/api/patients/duplicates/scans/:id",
    ...declared,
    operationId: "readDuplicateScan",
    summary: "How far a scan is",
    params: IdParams,
    response: { 200: DuplicateScan },
    access: "patient:merge",
    handler: async (request) => readDuplicateScan(deps, request.params.id),
  });
}
