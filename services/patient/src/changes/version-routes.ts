import { IdParams } from "@pms/contracts/http/common";
import { ReasonFields, VersionRestore } from "@pms/contracts/patients/history";
import { Patient } from "@pms/contracts/patients/patient";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { ifMatchVersions } from "@pms/kit/http/conditional";
import { readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import { addRoute } from "@pms/kit/http/route";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { restoreVersion } from "./restore-version.ts";

const VersionParams = Type.Object({
  ...IdParams.properties,
  version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
});

export function addVersionRestoring(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/patients/reason-fields",
    operationId: "listReasonFields",
    summary:
      "The fields whose change is asked a reason for, as the clinic has set them; a change without one is taken too",
    tags: ["patients"],
    access: "patient:write",
    response: { 200: ReasonFields },
    handler: async () => ({ pointers: [...deps.reasonFields] }),
  });
  addRoute(app, {
    method: "POST",
    url: "/api/patients/:id/history/:version/restore",
    operationId: "restorePatientVersion",
    summary: "Write a new version that says what this one said; the facility stays as it is",
    tags: ["patients"],
    access: "patient:write",
    patientData: true,
    ifMatch: "required",
    idempotencyKey: "optional",
    refusals: [409],
    params: VersionParams,
    body: VersionRestore,
    response: { 200: Patient },
    handler: async (request, reply) => {
      const asked = {
        ...request.params,
        versions: ifMatchVersions(request),
        reason: request.body.reason,
        key: readIdempotencyKey(request),
      };
      return sendAnswer(reply, await restoreVersion(deps, callerOf(request), asked));
    },
  });
}
