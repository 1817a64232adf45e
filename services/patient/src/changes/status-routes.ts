import { IdParams } from "@pms/contracts/http/common";
import { Patient } from "@pms/contracts/patients/patient";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { ifMatchVersions } from "@pms/kit/http/conditional";
import { readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import { addRoute } from "@pms/kit/http/route";
import type { Deps } from "../deps.ts";
import { patientEtag } from "../record/patient-etag.ts";
import { deactivatePatient } from "./deactivate-patient.ts";
import { restorePatient } from "./restore-patient.ts";

const declared = {
  tags: ["patients"],
  access: "patient:write",
  patientData: true,
  params: IdParams,
  response: { 200: Patient },
} as const;

export function addPatientStatus(app: App, deps: Deps): void {
  addRoute(app, {
    method: "DELETE",
    url: "/api/patients/:id",
    ...declared,
    operationId: "deactivatePatient",
    summary: "Deactivate, never delete: closes the account, 409 while it has a balance",
    ifMatch: "required",
    refusals: [409, 422],
    handler: async (request, reply) => {
      const target = { id: request.params.id, versions: ifMatchVersions(request) };
      const patient = await deactivatePatient(deps, callerOf(request), target);
      reply.header("etag", patientEtag(patient));
      return patient;
    },
  });

  addRoute(app, {
    method: "POST",
    url: "/api/patients/:id/restore",
    ...declared,
    operationId: "restorePatient",
    summary: "Make an inactive patient active again, and the account with it",
    ifMatch: "optional",
    idempotencyKey: "optional",
    handler: async (request, reply) => {
      const target = {
        id: request.params.id,
        versions: request.headers["if-match"] === undefined ? undefined : ifMatchVersions(request),
        key: readIdempotencyKey(request),
      };
      return sendAnswer(reply, await restorePatient(deps, callerOf(request), target));
    },
  });
}
