import { SessionList } from "@pms/contracts/auth/sessions";
import { IdParams } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/server";
import { actorOf } from "@pms/kit/trust/access";
import { needs, noContent } from "../acts/declarations.ts";
import type { Deps } from "../deps.ts";
import { endOtherSessions, endOwnSession } from "./end-own-sessions.ts";
import { listSessions } from "./store/sessions.ts";

export function sessionRoutes(app: App, deps: Deps): void {
  const tags = ["account"];
  const config = needs("account:own");

  app.get(
    "/api/auth/sessions",
    {
      config,
      schema: {
        tags,
        operationId: "listSessions",
        summary: "Where I am signed in",
        response: { 200: SessionList },
      },
    },
    async (request) => {
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
  );

  app.delete(
    "/api/auth/sessions/:id",
    {
      config,
      schema: {
        tags,
        operationId: "endSession",
        summary: "End one of my sessions",
        params: IdParams,
        response: noContent,
      },
    },
    async (request, reply) => {
      await endOwnSession(deps, callerOf(request), { sessionId: request.params.id });
      return reply.code(204).send(null);
    },
  );

  app.delete(
    "/api/auth/sessions",
    {
      config,
      schema: {
        tags,
        operationId: "endOtherSessions",
        summary: "End all my sessions but this one",
        response: noContent,
      },
    },
    async (request, reply) => {
      await endOtherSessions(deps, callerOf(request));
      return reply.code(204).send(null);
    },
  );
}
