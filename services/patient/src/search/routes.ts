import { PatientHitList, PatientSearch } from "@pms/contracts/patients/search";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import { sendJson } from "@pms/kit/http/send-json";
import type { Deps } from "../deps.ts";
import { toPatientJson } from "../record/store/patient-rows.ts";
import { type Hit, searchForPatients } from "./search-for-patients.ts";

export function addSearch(app: App, deps: Deps): void {
  // A POST, so that no name ever stands in a URL (PRV-1).
  addRoute(app, {
    method: "POST",
    url: "/api/patients/search",
    operationId: "searchPatients",
    summary:
      "Search by name, birth date, MRN, phone, e-mail or identifier, forgiving mistakes; the best 200, best first",
    tags: ["patients"],
    body: PatientSearch,
    response: { 200: PatientHitList },
    access: "patient:read",
    patientData: true,
    bodyLimit: 16_384,
    handler: async (request, reply) => {
      const { hits, page } = await searchForPatients(deps, callerOf(request), request.body);
      return sendJson(reply, `{"data":[${hits.map(hitJson).join(",")}],"page":${JSON.stringify(page)}}`);
    },
  });
}

function hitJson({ row, score, matchedOn }: Hit): string {
  return `{"patient":${toPatientJson(row)},"score":${score},"matchedOn":${JSON.stringify(matchedOn)}}`;
}
