import { PatientList } from "@pms/contracts/patients/patient";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import { sendJson } from "@pms/kit/http/send-json";
import type { Deps } from "../deps.ts";
import { toPatientJson } from "../record/store/patient-rows.ts";
import { ListQuery, listPatients } from "./list-patients.ts";

export function addPatientList(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/patients",
    operationId: "listPatients",
    summary: "The patients that the caller has access to, active ones by name when nothing else is asked for",
    tags: ["patients"],
    querystring: ListQuery,
    response: { 200: PatientList },
    access: "patient:read",
    patientData: true,
    handler: async (request, reply) => {
      const { rows, page } = await listPatients(deps, callerOf(request), request.query);
      return sendJson(reply, `{"data":[${rows.map(toPatientJson).join(",")}],"page":${JSON.stringify(page)}}`);
    },
  });
}
