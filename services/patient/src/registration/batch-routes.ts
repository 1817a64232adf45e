import { PatientBatch, PatientBatchResult } from "@pms/contracts/patients/batches";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import { addRoute } from "@pms/kit/http/route";
import type { Deps } from "../deps.ts";
import { registerBatch } from "./register-batch.ts";

/** What the gateway lets in on this route. */
const bodyMaxBytes = 2 * 1_048_576;

export function addBatches(app: App, deps: Deps): void {
  addRoute(app, {
    method: "POST",
    url: "/api/patients/batches",
    operationId: "registerPatientBatch",
    summary: "Register up to 500 patients; a row whose first unique identifier is known changes nothing",
    tags: ["patients"],
    body: PatientBatch,
    response: { 200: PatientBatchResult },
    access: "patient:import",
    patientData: true,
    idempotencyKey: "optional",
    bodyValuesMax: 100_000,
    bodyLimit: bodyMaxBytes,
    handler: async (request, reply) => {
      const input = { key: readIdempotencyKey(request), rows: request.body.patients };
      return sendAnswer(reply, await registerBatch(deps, callerOf(request), input));
    },
  });
}
