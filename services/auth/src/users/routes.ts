import { Me, Preferences } from "@pms/contracts/auth/users";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/server";
import { needs, shortBody } from "../acts/declarations.ts";
import type { Deps } from "../deps.ts";
import { getMe, getOwnUser } from "./own-user.ts";
import { updatePreferences } from "./store/users.ts";

export function ownUserRoutes(app: App, deps: Deps): void {
  const tags = ["account"];
  const config = needs("account:own");

  app.get(
    "/api/auth/me",
    {
      config,
      schema: {
        tags,
        operationId: "getMe",
        summary: "Who I am and what I may do",
        response: { 200: Me },
      },
    },
    async (request) => getMe(deps, callerOf(request)),
  );

  app.get(
    "/api/auth/me/preferences",
    {
      config,
      schema: {
        tags,
        operationId: "getPreferences",
        summary: "How I like the screen",
        response: { 200: Preferences },
      },
    },
    async (request) => (await getOwnUser(deps, callerOf(request))).preferences,
  );

  app.put(
    "/api/auth/me/preferences",
    {
      ...shortBody,
      config,
      schema: {
        tags,
        operationId: "putPreferences",
        summary: "Keep how I like the screen",
        body: Preferences,
        response: { 200: Preferences },
      },
    },
    async (request) => {
      await updatePreferences(deps.db, callerOf(request).actor.id, request.body);
      return request.body;
    },
  );
}
