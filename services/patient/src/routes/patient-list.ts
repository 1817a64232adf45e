import { PatientList } from "@pms/contracts/patients";
import { actorOf } from "@pms/kit/access";
import { auditContextOf } from "@pms/kit/audit";
import { type App, sendJson } from "@pms/kit/server";
import type { Deps } from "../deps.ts";
import { ListQuery, listPatients } from "../domain/list-patients.ts";
import { toPatientJson } from "../store/patient-rows.ts";

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
        response: { 200: PatientList },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      const asked = { actor, audit: auditContextOf(request, actor), query: request.query };
      const { rows, page } = await listPatients(deps, asked);
      return sendJson(reply, `{"data":[${rows.map(toPatientJson).join(",")}],"page":${JSON.stringify(page)}}`);
    },
  );
}
