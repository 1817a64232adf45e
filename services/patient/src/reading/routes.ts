import { IdParams, Instant } from "@pms/contracts/http/common";
import { Patient } from "@pms/contracts/patients/patient";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { notModified } from "@pms/kit/http/conditional";
import { addRoute } from "@pms/kit/http/route";
import { sendJson } from "@pms/kit/http/send-json";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { patientEtag } from "../record/patient-etag.ts";
import { toPatientJson } from "../record/store/patient-rows.ts";
import { readPatient, readPatientAt } from "./read-patient.ts";

const AsOfQuery = Type.Object({
  asOf: Type.Optional(
    Type.String({ ...Instant, description: "The record as it stood at that instant; the account is as it is now" }),
  ),
});

export function addPatientReads(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/patients/:id",
    operationId: "getPatient",
    summary: "A patient's record",
    tags: ["patients"],
    params: IdParams,
    querystring: AsOfQuery,
    response: { 200: Patient, 304: Type.Null() },
    access: "patient:read",
    patientData: true,
    handler: async (request, reply) => {
      const { asOf } = request.query;
      if (asOf !== undefined) {
        const patient = await readPatientAt(deps, callerOf(request), { id: request.params.id, asOf });
        if (notModified(request, reply, patientEtag(patient))) return reply.code(304).send(null);
        return patient;
      }
      const row = await readPatient(deps, callerOf(request), { id: request.params.id, action: "patient.read" });
      const billing = { status: row.billing_pending ? ("pending" as const) : ("active" as const) };
      const etag = patientEtag({ version: row.version, billing, mergedInto: row.survivor_id ?? undefined });
      if (notModified(request, reply, etag)) return reply.code(304).send(null);
      return sendJson(reply, toPatientJson(row));
    },
  });
}
