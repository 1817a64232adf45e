import { Patient } from "@pms/contracts/patients/patient";
import { PatientRegistration, recordMaxBytes, recordValuesMax } from "@pms/contracts/patients/record";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import { addRoute } from "@pms/kit/http/route";
import type { Deps } from "../deps.ts";
import { registerPatient } from "./register-patient.ts";

export function addRegistration(app: App, deps: Deps): void {
  addRoute(app, {
    method: "POST",
    url: "/api/patients",
    operationId: "registerPatient",
    summary: "Register a patient; role patient registers their own record, once",
    tags: ["patients"],
    access: ["patient:write", "patient:register-self"],
    patientData: true,
    idempotencyKey: "optional",
    bodyLimit: recordMaxBytes,
    bodyValuesMax: recordValuesMax,
    body: PatientRegistration,
    response: { 201: Patient },
    handler: async (request, reply) => {
      const input = { key: readIdempotencyKey(request), body: request.body };
      return sendAnswer(reply, await registerPatient(deps, callerOf(request), input));
    },
  });
}
