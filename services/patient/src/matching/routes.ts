import { MatchAnswer, MatchRequest } from "@pms/contracts/patients/matching";
import { recordMaxBytes } from "@pms/contracts/patients/record";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import type { Deps } from "../deps.ts";
import { matchPatients } from "./match-patients.ts";

export function addMatching(app: App, deps: Deps): void {
  addRoute(app, {
    method: "POST",
    url: "/api/patients/match",
    operationId: "matchPatients",
    summary: "Who may be this person already: the likeliest first, with what agrees and what it weighs",
    description:
      "Fellegi–Sunter weights in bits. `certain` asks for a reason before one registers another record; `probable` is worth a look; below `possible` nobody is named.",
    tags: ["patients"],
    body: MatchRequest,
    response: { 200: MatchAnswer },
    access: "patient:read",
    patientData: true,
    bodyLimit: recordMaxBytes,
    handler: async (request) => matchPatients(deps, callerOf(request), request.body),
  });
}
