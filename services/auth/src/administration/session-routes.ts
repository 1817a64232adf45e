import { SessionsEnded } from "@pms/contracts/auth/sessions";
import { IdParams } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { endSessionsOfEveryone, endSessionsOfUser } from "./end-sessions-of-others.ts";

/** Said in words, so that an id that is missing by mistake signs out nobody. */
const Everyone = Type.Object({ confirm: Type.Literal("everyone") });

export function sessionsOfOthersRoutes(app: App, deps: Deps): void {
  const tags = ["users"];

  addRoute(app, {
    method: "DELETE",
    url: "/api/users/:id/sessions",
    operationId: "endSessionsOfUser",
    summary: "End all sessions of a user, everywhere within a second; your own that asks goes on",
    tags,
    access: "user:manage",
    params: IdParams,
    response: { 200: SessionsEnded },
    handler: async (request) => endSessionsOfUser(deps, callerOf(request), { userId: request.params.id }),
  });

  addRoute(app, {
    method: "DELETE",
    url: "/api/users/sessions",
    operationId: "endSessionsOfEveryone",
    summary: "End the sessions of all users whose facilities are all the caller's; your own that asks goes on",
    tags,
    access: "user:manage",
    querystring: Everyone,
    response: { 200: SessionsEnded },
    handler: async (request) => endSessionsOfEveryone(deps, callerOf(request)),
  });
}
