import { IdParams } from "@pms/contracts/http/common";
import { Patient } from "@pms/contracts/patients/patient";
import { callerOf } from "@pms/kit/audit/caller";
import { ifMatchVersions } from "@pms/kit/http/conditional";
import { readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import type { App } from "@pms/kit/http/server";
import type { Deps } from "../deps.ts";
import { patientEtag } from "../record/patient-etag.ts";
import { deactivatePatient } from "./deactivate-patient.ts";
import { restorePatient } from "./restore-patient.ts";

const config = { access: { permission: "patient:write" as const }, patientData: true };
const schema = { tags: ["patients"], params: IdParams, response: { 200: Patient } };

export function addPatientStatus(app: App, deps: Deps): void {
  app.delete(
    "/api/patients/:id",
    {
      config: { ...config, ifMatch: "required", refusals: [409, 422] },
      schema: {
        ...schema,
        operationId: "deactivatePatient",
        summary: "Deactivate, never delete: closes the account, 409 while it has a balance",
      },
    },
    async (request, reply) => {
      const target = { id: request.params.id, versions: ifMatchVersions(request) };
      const patient = await deactivatePatient(deps, callerOf(request), target);
      reply.header("etag", patientEtag(patient));
      return patient;
    },
  );

  app.post(
    "/api/patients/:id/restore",
    {
      config: { ...config, ifMatch: "optional", idempotencyKey: "optional" },
      schema: {
        ...schema,
        operationId: "restorePatient",
        summary: "Make an inactive patient active again, and the account with it",
      },
    },
    async (request, reply) => {
      const target = {
        id: request.params.id,
        versions: request.headers["if-match"] === undefined ? undefined : ifMatchVersions(request),
        key: readIdempotencyKey(request),
      };
      return sendAnswer(reply, await restorePatient(deps, callerOf(request), target));
    },
  );
}
