import { Patient } from "@pms/contracts/patients/patient";
import { PatientRegistration, recordMaxBytes } from "@pms/contracts/patients/record";
import { callerOf } from "@pms/kit/audit/caller";
import { readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import type { App } from "@pms/kit/http/server";
import type { Deps } from "../deps.ts";
import { registerPatient } from "./register-patient.ts";

export function addRegistration(app: App, deps: Deps): void {
  app.post(
    "/api/patients",
    {
      bodyLimit: recordMaxBytes,
      config: {
        access: { permission: ["patient:write", "patient:register-self"] },
        patientData: true,
        idempotencyKey: "optional",
      },
      schema: {
        operationId: "registerPatient",
        summary: "Register a patient; role patient registers their own record, once",
        tags: ["patients"],
        body: PatientRegistration,
        response: { 201: Patient },
      },
    },
    async (request, reply) => {
      const input = { key: readIdempotencyKey(request), body: request.body };
      return sendAnswer(reply, await registerPatient(deps, callerOf(request), input));
    },
  );
}
