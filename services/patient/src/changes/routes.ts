import { IdParams } from "@pms/contracts/http/common";
import { Patient } from "@pms/contracts/patients/patient";
import {
  PatientPatch,
  PatientReplacement,
  type PatientWrite,
  recordMaxBytes,
  recordValuesMax,
} from "@pms/contracts/patients/record";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { ifMatchVersions } from "@pms/kit/http/conditional";
import { addRoute } from "@pms/kit/http/route";
import type { Deps } from "../deps.ts";
import { patientEtag } from "../record/patient-etag.ts";
import { changePatient } from "./change-patient.ts";
import { mergePatch } from "./merge-patch.ts";

const declared = {
  tags: ["patients"],
  access: "patient:write",
  patientData: true,
  ifMatch: "required",
  refusals: [409],
  bodyLimit: recordMaxBytes,
  bodyValuesMax: recordValuesMax,
  params: IdParams,
  response: { 200: Patient },
} as const;

export function addPatientChanges(app: App, deps: Deps): void {
  addRoute(app, {
    method: "PUT",
    url: "/api/patients/:id",
    ...declared,
    operationId: "replacePatient",
    summary: "Replace the record: what is left out is removed, except for the facility",
    body: PatientReplacement,
    handler: async (request, reply) => {
      const { id } = request.params;
      const { reason, ...record } = request.body;
      const change = { id, versions: ifMatchVersions(request), edit: () => record, reason };
      const patient = await changePatient(deps, callerOf(request), change);
      reply.header("etag", patientEtag(patient));
      return patient;
    },
  });

  addRoute(app, {
    method: "PATCH",
    url: "/api/patients/:id",
    ...declared,
    operationId: "changePatient",
    summary: "Change the record by a JSON merge patch (RFC 7396): null removes a field",
    body: PatientPatch,
    handler: async (request, reply) => {
      const { id } = request.params;
      const { reason, ...patch } = request.body;
      // A valid record into which a valid patch is merged has the shape of one that is written
      // whole.
      const edit = (record: PatientWrite) => mergePatch(record, patch) as PatientWrite;
      const change = { id, versions: ifMatchVersions(request), edit, reason };
      const patient = await changePatient(deps, callerOf(request), change);
      reply.header("etag", patientEtag(patient));
      return patient;
    },
  });
}
