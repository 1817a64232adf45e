import { SessionsEnded } from "@pms/contracts/auth/sessions";
import { IdParams } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/server";
import { Type } from "typebox";
import { needs } from "../acts/declarations.ts";
import type { Deps } from "../deps.ts";
import { endSessionsOfEveryone, endSessionsOfUser } from "./end-sessions-of-others.ts";

/** Said in words, so that an id that is missing by mistake signs out nobody. */
const Everyone = Type.Object({ confirm: Type.Literal("everyone") });

export function sessionsOfOthersRoutes(app: App, deps: Deps): void {
  const tags = ["users"];
  const config = needs("user:manage");

  app.delete(
    "/api/users/:id/sessions",
    {
      config,
      schema: {
        tags,
        operationId: "endSessionsOfUser",
        summary: "End all sessions of a user, everywhere within a second; your own that asks goes on",
        params: IdParams,
        response: { 200: SessionsEnded },
      },
    },
    async (request) => endSessionsOfUser(deps, callerOf(request), { userId: request.params.id }),
  );

  app.delete(
    "/api/users/sessions",
    {
      config,
      schema: {
        tags,
        operationId: "endSessionsOfEveryone",
        summary: "End the sessions of all users whose facilities are all the caller's; your own that asks goes on",
        querystring: Everyone,
        response: { 200: SessionsEnded },
      },
    },
    async (request) => endSessionsOfEveryone(deps, callerOf(request)),
  );
}
