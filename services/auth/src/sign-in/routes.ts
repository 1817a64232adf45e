import { LogIn, Refresh, TokenPair } from "@pms/contracts/auth";
import { auditContextOf } from "@pms/kit/audit/audit";
import { actorOf } from "@pms/kit/http/access";
import { ProblemError } from "@pms/kit/http/problem";
import type { App } from "@pms/kit/http/server";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Deps } from "../deps.ts";
import { logOut } from "../sessions/end-sessions.ts";
import type { IssuedPair } from "../sessions/open-session.ts";
import { refreshSession } from "../sessions/refresh-session.ts";
import { needs, noContent, publicRoute, shortBody } from "../users/operation.ts";
import { makeDevice } from "./known-device.ts";
import { logIn } from "./log-in.ts";
import { anonymousContext, originOf } from "./origin.ts";
import {
  clearRefreshCookie,
  deviceCookieOf,
  refreshCookieOf,
  requireOwnPage,
  setDeviceCookie,
  setRefreshCookie,
} from "./session-cookie.ts";

export function logInRoutes(app: App, deps: Deps): void {
  const cookieLifeSeconds = deps.limits.absoluteMs / 1_000;

  /** The refresh token goes into the cookie or into the body, never both. */
  function answerPair(reply: FastifyReply, { inCookie, refreshToken, ...pair }: IssuedPair): TokenPair {
    if (!inCookie) return { ...pair, refreshToken };
    setRefreshCookie(reply, refreshToken, cookieLifeSeconds);
    return pair;
  }

  app.post(
    "/api/auth/login",
    {
      ...shortBody,
      config: { ...publicRoute, refusals: [401, 429] },
      schema: {
        tags: ["auth"],
        operationId: "logIn",
        summary: "Sign in with e-mail and password",
        body: LogIn,
        response: { 200: TokenPair },
      },
    },
    async (request, reply) => {
      const context = anonymousContext(request);
      const { email, password, session } = request.body;
      const inCookie = session === "cookie";
      const attempt = { email, password, inCookie, device: deviceCookieOf(request) };
      const pair = await logIn(deps, attempt, originOf(request, context), context);
      if (inCookie) setDeviceCookie(reply, makeDevice(deps.keySecret, pair.user.id));
      return answerPair(reply, pair);
    },
  );

  app.post(
    "/api/auth/refresh",
    {
      ...shortBody,
      config: { ...publicRoute, refusals: [401, 403] },
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
      const pair = await refreshSession(deps, presentedToken(request, request.body), anonymousContext(request));
      return answerPair(reply, pair);
    },
  );

  app.post(
    "/api/auth/logout",
    {
      ...shortBody,
      config: needs("account:own"),
      schema: {
        tags: ["auth"],
        operationId: "logOut",
        summary: "End this session; its tokens are dead at once",
        response: noContent,
      },
    },
    async (request, reply) => {
      await logOut(deps, auditContextOf(request, actorOf(request)));
      clearRefreshCookie(reply);
      return reply.code(204).send(null);
    },
  );
}

/** From the body or from the cookie; 400 when both are there, 401 when neither is (TOK-7). */
function presentedToken(request: FastifyRequest, body: Refresh): { token: string; inCookie: boolean } {
  const cookie = refreshCookieOf(request);
  if (cookie !== undefined && body.refreshToken !== undefined)
    throw new ProblemError("malformed", "Send one refresh token, not two.");
  if (body.refreshToken !== undefined) return { token: body.refreshToken, inCookie: false };
  if (cookie === undefined) throw new ProblemError("unauthenticated", "Send a refresh token.");
  requireOwnPage(request);
  return { token: cookie, inCookie: true };
}
