import { SessionList } from "@pms/contracts/auth/sessions";
import { IdParams } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import { actorOf } from "@pms/kit/trust/access";
import { noContent } from "../acts/declarations.ts";
import type { Deps } from "../deps.ts";
import { endOtherSessions, endOwnSession } from "./end-own-sessions.ts";
import { listSessions } from "./store/sessions.ts";

export function sessionRoutes(app: App, deps: Deps): void {
  const tags = ["account"];

  addRoute(app, {
    method: "GET",
    url: "/api/auth/sessions",
    operationId: "listSessions",
    summary: "Where I am signed in",
    tags,
    access: "account:own",
    response: { 200: SessionList },
    handler: async (request) => {
      const actor = actorOf(request);
      const sessions = await listSessions(deps.db, actor.id, deps.limits);
      return {
        data: sessions.map((session) => ({
          id: session.id,
          current: session.id === actor.sessionId,
          createdAt: session.created_at.toISOString(),
          lastSeenAt: session.last_seen_at.toISOString(),
          userAgent: session.user_agent,
          address: session.address,
        })),
      };
    },
  });

  addRoute(app, {
    method: "DELETE",
    url: "/api/auth/sessions/:id",
    operationId: "endSession",
    summary: "End one of my sessions",
    tags,
    access: "account:own",
    params: IdParams,
    response: noContent,
    handler: async (request, reply) => {
      await endOwnSession(deps, callerOf(request), { sessionId: request.params.id });
      return reply.code(204).send(null);
    },
  });

  addRoute(app, {
    method: "DELETE",
    url: "/api/auth/sessions",
    operationId: "endOtherSessions",
    summary: "End all my sessions but this one",
    tags,
    access: "account:own",
    response: noContent,
    handler: async (request, reply) => {
      await endOtherSessions(deps, callerOf(request));
      return reply.code(204).send(null);
    },
  });
}
