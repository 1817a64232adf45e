import { Refresh, TokenPair } from "@pms/contracts/auth/sign-in";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import { anonymousCallerOf } from "../acts/caller-of.ts";
import { noContent, shortBody } from "../acts/declarations.ts";
import type { Deps } from "../deps.ts";
import { logOut } from "./log-out.ts";
import { refreshSession } from "./refresh-session.ts";
import { answerPair, clearRefreshCookie, presentedToken } from "./session-cookie.ts";

export function refreshRoutes(app: App, deps: Deps): void {
  addRoute(app, {
    method: "POST",
    url: "/api/auth/refresh",
    operationId: "refreshSession",
    summary: "Exchange a refresh token for a new pair",
    tags: ["auth"],
    access: "public",
    refusals: [401, 403],
    ...shortBody,
    body: Refresh,
    response: { 200: TokenPair },
    // A browser sends no body: its token is in the cookie.
    preValidation: async (request) => {
      request.body ??= {};
    },
    handler: async (request, reply) => {
      const presented = presentedToken(request, request.body);
      const pair = await refreshSession(deps, anonymousCallerOf(request), presented);
      return answerPair(reply, pair, deps.limits.absoluteMs);
    },
  });

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
