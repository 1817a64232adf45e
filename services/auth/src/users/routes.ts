import { Invitation, InvitationCreated, SessionsEnded, User, UserList, UserPatch } from "@pms/contracts/auth";
import { IdParams, PageQuery } from "@pms/contracts/common";
import { auditContextOf } from "@pms/kit/audit/audit";
import { actorOf } from "@pms/kit/http/access";
import { etagOf, ifMatchVersions, notModified } from "@pms/kit/http/conditional";
import { onceByKey, readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import { idAfter, pageOf } from "@pms/kit/http/page";
import { notFound } from "@pms/kit/http/problem";
import type { App } from "@pms/kit/http/server";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { endSessionsOfEveryone, endSessionsOfUser } from "../sessions/end-sessions-of-others.ts";
import { administers } from "./administered.ts";
import { changeUser } from "./change-user.ts";
import { commit } from "./commit.ts";
import { inviteUser } from "./invite-user.ts";
import { needs } from "./operation.ts";
import { countUsers, findUser, listUsers, userOf } from "./store/users.ts";

/** Said in words, so that an id that is missing by mistake signs out nobody. */
const Everyone = Type.Object({ confirm: Type.Literal("everyone") });

export function userRoutes(app: App, deps: Deps): void {
  const tags = ["users"];
  const config = needs("user:manage");

  app.get(
    "/api/users",
    {
      config,
      schema: {
        tags,
        operationId: "listUsers",
        summary: "The users whose facilities are all the caller's, oldest first",
        querystring: Type.Object(PageQuery),
        response: { 200: UserList },
      },
    },
    async (request) => {
      const actor = actorOf(request);
      deps.audit.record(auditContextOf(request, actor), { action: "user.list", resourceType: "user" });
      const { cursor, limit = 50, total: counted } = request.query;
      const binding = { actorId: actor.id, query: request.query };
      const after = idAfter(cursor, binding);
      const found = await listUsers(deps.db, actor.facilities, { after, limit: limit + 1 });
      const total = counted ? await countUsers(deps.db, actor.facilities) : undefined;
      const { rows, page } = pageOf(found, { limit, binding, positionOf: ({ id }) => [id], total });
      return { data: rows.map(userOf), page };
    },
  );

  app.get(
    "/api/users/:id",
    {
      config,
      schema: {
        tags,
        operationId: "getUser",
        summary: "One user",
        params: IdParams,
        response: { 200: User, 304: Type.Null() },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      const user = await findUser(deps.db, request.params.id);
      if (!user || !administers(actor, userOf(user).facilities)) throw notFound();
      const facts = { action: "user.read", resourceType: "user", resourceId: user.id };
      deps.audit.record(auditContextOf(request, actor), facts);
      if (notModified(request, reply, etagOf(user.version))) return reply.code(304).send(null);
      return userOf(user);
    },
  );

  app.patch(
    "/api/users/:id",
    {
      config: { ...config, ifMatch: "required", refusals: [422] },
      schema: {
        tags,
        operationId: "changeUser",
        summary: "Change a user; new roles or status end their sessions",
        params: IdParams,
        body: UserPatch,
        response: { 200: User },
      },
    },
    async (request, reply) => {
      const target = { id: request.params.id, versions: ifMatchVersions(request) };
      const actor = actorOf(request);
      const user = await changeUser(deps, target, request.body, actor, auditContextOf(request, actor));
      reply.header("etag", etagOf(user.version));
      return user;
    },
  );

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
    async (request) => {
      const actor = actorOf(request);
      return endSessionsOfUser(deps, request.params.id, actor, auditContextOf(request, actor));
    },
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
    async (request) => {
      const actor = actorOf(request);
      return endSessionsOfEveryone(deps, actor, auditContextOf(request, actor));
    },
  );

  for (const url of ["/api/users/invitations", "/api/users"])
    app.post(
      url,
      {
        config: { ...config, idempotencyKey: "optional" },
        schema: {
          tags,
          operationId: url === "/api/users" ? "createUser" : "inviteUser",
          summary: "Invite a user: the answer holds a one-time token to hand over",
          body: Invitation,
          response: { 201: InvitationCreated },
        },
      },
      async (request, reply) => {
        const key = readIdempotencyKey(request);
        const actor = actorOf(request);
        const context = auditContextOf(request, actor);
        const answer = await commit(deps, (tx) =>
          onceByKey(tx, key, async () => {
            const invited = await inviteUser(tx, request.body, actor, context, deps.publicUrl);
            const headers = { location: `/api/users/${invited.user.id}`, etag: etagOf(invited.user.version) };
            return { status: 201, body: invited, headers };
          }),
        );
        return sendAnswer(reply, answer);
      },
    );
}
