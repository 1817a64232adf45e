import { PatientHitList, PatientSearch } from "@pms/contracts/patients/search";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import type { Deps } from "../deps.ts";
import { searchForPatients } from "./search-for-patients.ts";

export function addSearch(app: App, deps: Deps): void {
  // A POST, so that no name ever stands in a URL (PRV-1).
  addRoute(app, {
    method: "POST",
    url: "/api/patients/search",
    operationId: "searchPatients",
    summary: "Search by name, birth date, MRN, phone, e-mail or identifier; the best 200, best first",
    tags: ["patients"],
    body: PatientSearch,
    response: { 200: PatientHitList },
    access: "patient:read",
    patientData: true,
    bodyLimit: 16_384,
    handler: async (request) => searchForPatients(deps, callerOf(request), request.body),
  });
}
