import { User, UserList, UserPatch } from "@pms/contracts/auth/users";
import { IdParams, PageQuery } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { etagOf, ifMatchVersions, notModified } from "@pms/kit/http/conditional";
import { addRoute } from "@pms/kit/http/route";
import { idAfter, pageOf } from "@pms/kit/paging/page";
import { notFound } from "@pms/kit/problem/problem";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { administers } from "../users/administrator.ts";
import { countUsers, findUser, listUsers, userOf } from "../users/store/users.ts";
import { changeUser } from "./change-user.ts";

export function userRoutes(app: App, deps: Deps): void {
  const tags = ["users"];

  addRoute(app, {
    method: "GET",
    url: "/api/users",
    operationId: "listUsers",
    summary: "The users whose facilities are all the caller's, oldest first",
    tags,
    access: "user:manage",
    querystring: Type.Object(PageQuery),
    response: { 200: UserList },
    handler: async (request) => {
      const { actor, audit } = callerOf(request);
      deps.audit.record(audit, { action: "user.list", resourceType: "user" });
      const { cursor, limit = 50, total: counted } = request.query;
      const binding = { actorId: actor.id, query: request.query };
      const after = idAfter(cursor, binding);
      const found = await listUsers(deps.db, actor.facilities, { after, limit: limit + 1 });
      const total = counted ? await countUsers(deps.db, actor.facilities) : undefined;
      const { rows, page } = pageOf(found, { limit, binding, positionOf: ({ id }) => [id], total });
      return { data: rows.map(userOf), page };
    },
  });

  addRoute(app, {
    method: "GET",
    url: "/api/users/:id",
    operationId: "getUser",
    summary: "One user",
    tags,
    access: "user:manage",
    params: IdParams,
    response: { 200: User, 304: Type.Null() },
    handler: async (request, reply) => {
      const { actor, audit } = callerOf(request);
      const user = await findUser(deps.db, request.params.id);
      if (!user || !administers(actor, userOf(user).facilities)) throw notFound();
      const facts = { action: "user.read", resourceType: "user", resourceId: user.id };
      deps.audit.record(audit, facts);
      if (notModified(request, reply, etagOf(user.version))) return reply.code(304).send(null);
      return userOf(user);
    },
  });

  addRoute(app, {
    method: "PATCH",
    url: "/api/users/:id",
    operationId: "changeUser",
    summary: "Change a user; new roles or status end their sessions",
    tags,
    access: "user:manage",
    ifMatch: "required",
    refusals: [422],
    params: IdParams,
    body: UserPatch,
    response: { 200: User },
    handler: async (request, reply) => {
      const change = { id: request.params.id, versions: ifMatchVersions(request), patch: request.body };
      const user = await changeUser(deps, callerOf(request), change);
      reply.header("etag", etagOf(user.version));
      return user;
    },
  });
}
