import { Refresh, TokenPair } from "@pms/contracts/auth/sign-in";
import { callerOf } from "@pms/kit/audit/caller";
import { addRoute } from "@pms/kit/http/route";
import type { App } from "@pms/kit/http/server";
import type { FastifyRequest } from "fastify";
import { anonymousCallerOf } from "../acts/caller-of.ts";
import { noContent, shortBody } from "../acts/declarations.ts";
import type { Deps } from "../deps.ts";
import { logOut } from "./log-out.ts";
import { refreshSession } from "./refresh-session.ts";
import { answerPair, clearRefreshCookie, presentedToken } from "./session-cookie.ts";

export function refreshRoutes(app: App, deps: Deps): void {
  app.post(
    "/api/auth/refresh",
    {
      ...shortBody,
      config: { access: { public: true }, refusals: [401, 403] },
      // A browser sends no body: its token is in the cookie.
      preValidation: async (request: FastifyRequest) => {
        request.body ??= {};
      },
      schema: {
        tags: ["auth"],
        operationId: "refreshSession",
        summary: "Exchange a refresh token for a new pair",
        body: Refresh,
        response: { 200: TokenPair },
      },
    },
    async (request, reply) => {
      const presented = presentedToken(request, request.body);
      const pair = await refreshSession(deps, anonymousCallerOf(request), presented);
      return answerPair(reply, pair, deps.limits.absoluteMs);
    },
  );

  addRoute(app, {
    method: "POST",
    url: "/api/auth/logout",
    operationId: "logOut",
    summary: "End this session; its tokens are dead at once",
    tags: ["auth"],
    access: "account:own",
    ...shortBody,
    response: noContent,
    handler: async (request, reply) => {
      await logOut(deps, callerOf(request));
      clearRefreshCookie(reply);
      return reply.code(204).send(null);
    },
  });
}
