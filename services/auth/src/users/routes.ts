import { Me, Preferences } from "@pms/contracts/auth/users";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import { shortBody } from "../acts/declarations.ts";
import type { Deps } from "../deps.ts";
import { getMe, getOwnUser } from "./own-user.ts";
import { updatePreferences } from "./store/users.ts";

export function ownUserRoutes(app: App, deps: Deps): void {
  const tags = ["account"];

  addRoute(app, {
    method: "GET",
    url: "/api/auth/me",
    operationId: "getMe",
    summary: "Who I am and what I may do",
    tags,
    access: "account:own",
    response: { 200: Me },
    handler: async (request) => getMe(deps, callerOf(request)),
  });

  addRoute(app, {
    method: "GET",
    url: "/api/auth/me/preferences",
    operationId: "getPreferences",
    summary: "How I like the screen",
    tags,
    access: "account:own",
    response: { 200: Preferences },
    handler: async (request) => (await getOwnUser(deps, callerOf(request))).preferences,
  });

  addRoute(app, {
    method: "PUT",
    url: "/api/auth/me/preferences",
    operationId: "putPreferences",
    summary: "Keep how I like the screen",
    tags,
    access: "account:own",
    ...shortBody,
    body: Preferences,
    response: { 200: Preferences },
    handler: async (request) => {
      await updatePreferences(deps.db, callerOf(request).actor.id, request.body);
      return request.body;
    },
  });
}
