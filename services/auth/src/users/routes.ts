import { Me, Preferences, StaffList } from "@pms/contracts/auth/users";
import { PageQuery } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import { idAfter, pageOf } from "@pms/kit/paging/page";
import { Type } from "typebox";
import { shortBody } from "../acts/declarations.ts";
import type { Deps } from "../deps.ts";
import { getMe, getOwnUser } from "./own-user.ts";
import { listStaff, updatePreferences } from "./store/users.ts";

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

export function staffRoutes(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/auth/staff",
    operationId: "listStaff",
    summary: "The names of those who work at the caller's facilities, also of who has left; oldest first",
    tags: ["users"],
    access: "staff:read",
    querystring: Type.Object(PageQuery),
    response: { 200: StaffList },
    handler: async (request) => {
      const { actor, audit } = callerOf(request);
      const { cursor, limit = 50 } = request.query;
      const binding = { actorId: actor.id, query: request.query };
      deps.audit.record(audit, { action: "user.list", resourceType: "user" });
      const found = await listStaff(deps.db, actor.facilities, { after: idAfter(cursor, binding), limit: limit + 1 });
      const { rows, page } = pageOf(found, { limit, binding, positionOf: ({ id }) => [id] });
      return {
        data: rows.map(({ id, first_name: firstName, last_name: lastName }) => ({ id, firstName, lastName })),
        page,
      };
    },
  });
}
