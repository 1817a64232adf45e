import { PatientIdentities, PatientIdentitiesQuery } from "@pms/contracts/patients/identities";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import type { Deps } from "../deps.ts";
import { identifyPatients } from "./identify-patients.ts";

export function addIdentities(app: App, deps: Deps): void {
  // A POST, so that no MRN ever stands in a URL (PRV-1).
  addRoute(app, {
    method: "POST",
    url: "/api/patients/identities",
    operationId: "identifyPatients",
    summary: "The MRNs of patients by id, or whose an MRN is; with names for who may read patients",
    tags: ["patients"],
    body: PatientIdentitiesQuery,
    response: { 200: PatientIdentities },
    access: ["patient:read", "audit:read"],
    patientData: true,
    bodyLimit: 16_384,
    handler: async (request) => identifyPatients(deps, callerOf(request), request.body),
  });
}
