import { IdParams } from "@pms/contracts/common";
import { Patient } from "@pms/contracts/patients";
import { actorOf } from "@pms/kit/access";
import { notModified } from "@pms/kit/conditional";
import { type App, sendJson } from "@pms/kit/server";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { readPatient } from "../domain/read-patient.ts";
import { toPatientJson } from "../store/patient-rows.ts";

export function addPatientReads(app: App, deps: Deps): void {
  app.get(
    "/api/patients/:id",
    {
      config: { access: { permission: "patient:read" }, patientData: true },
      schema: {
        operationId: "getPatient",
        summary: "A patient's record",
        tags: ["patients"],
        params: IdParams,
        response: { 200: Patient, 304: Type.Null() },
      },
    },
    async (request, reply) => {
      const row = await readPatient(deps, request, actorOf(request), request.params.id, "patient.read");
      if (notModified(request, reply, row.version)) return reply.code(304).send(null);
      return sendJson(reply, toPatientJson(row));
    },
  );
}
