import { Problem } from "@pms/contracts/common";
import { PatientList } from "@pms/contracts/patients";
import { actorOf } from "@pms/kit/access";
import { auditContextOf } from "@pms/kit/audit";
import type { App } from "@pms/kit/server";
import type { Deps } from "../deps.ts";
import { ListQuery, listPatients } from "../domain/list-patients.ts";

export function addPatientList(app: App, deps: Deps): void {
  app.get(
    "/api/patients",
    {
      config: { access: { permission: "patient:read" }, patientData: true },
      schema: {
        operationId: "listPatients",
        summary: "The patients that the caller has access to, active ones by name when nothing else is asked for",
        tags: ["patients"],
        querystring: ListQuery,
        response: { 200: PatientList, default: Problem },
      },
    },
    async (request) => {
      const actor = actorOf(request);
      return listPatients(deps, { actor, audit: auditContextOf(request, actor), query: request.query });
    },
  );
}
