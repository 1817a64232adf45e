import { IdParams } from "@pms/contracts/common";
import { Patient } from "@pms/contracts/patients";
import { actorOf } from "@pms/kit/access";
import { notModified } from "@pms/kit/conditional";
import { type App, sendJson } from "@pms/kit/server";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { patientEtag } from "../domain/patient-etag.ts";
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
      const billing = { status: row.billing_pending ? ("pending" as const) : ("active" as const) };
      const etag = patientEtag({ version: row.version, billing });
      if (notModified(request, reply, etag)) return reply.code(304).send(null);
      return sendJson(reply, toPatientJson(row));
    },
  );
}
