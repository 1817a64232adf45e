/** The refresh token in the browser (TOK-6), and how a request shows that our own page sent it. */
import type { Refresh, TokenPair } from "@pms/contracts/auth/sign-in";
import { ProblemError } from "@pms/kit/problem/problem";
import type { FastifyReply, FastifyRequest } from "fastify";
import { findCookie, setCookieText } from "./cookies.ts";
import type { IssuedPair } from "./open-session.ts";

const refreshCookie = "__Host-pms_refresh";

/** The refresh token goes into the cookie or into the body, never both. */
export function answerPair(
  reply: FastifyReply,
  { inCookie, refreshToken, ...pair }: IssuedPair,
  cookieLifeMs: number,
): TokenPair {
  if (!inCookie) return { ...pair, refreshToken };
  // Fastify keeps several Set-Cookie headers apart.
  reply.header("set-cookie", setCookieText(refreshCookie, refreshToken, cookieLifeMs / 1_000));
  return pair;
}

export function clearRefreshCookie(reply: FastifyReply): void {
  reply.header("set-cookie", setCookieText(refreshCookie, "", 0));
}

/** From the body or from the cookie; 400 when both are there, 401 when neither is (TOK-7). */
export function presentedToken(request: FastifyRequest, body: Refresh): { token: string; inCookie: boolean } {
  const cookie = findCookie(request.headers, refreshCookie);
  if (cookie !== undefined && body.refreshToken !== undefined)
    throw new ProblemError("malformed", "Send one refresh token, not two.");
  if (body.refreshToken !== undefined) return { token: body.refreshToken, inCookie: false };
  if (cookie === undefined) throw new ProblemError("unauthenticated", "Send a refresh token.");
  requireOwnPage(request);
  return { token: cookie, inCookie: true };
}

/**
 * A cookie travels by itself: the caller must show that it is our own page that asks. 403
 * otherwise.
 */
function requireOwnPage(request: FastifyRequest): void {
  if (request.headers["x-pms-csrf"] !== "1")
    throw new ProblemError("forbidden", "Send X-PMS-CSRF: 1 with a request that relies on the cookie.");
  const { origin } = request.headers;
  if (origin === undefined) return;
  const forwardedHost = request.headers["x-forwarded-host"];
  const host = typeof forwardedHost === "string" ? forwardedHost : request.headers.host;
  if (!URL.canParse(origin) || new URL(origin).host !== host)
    throw new ProblemError("forbidden", "This request comes from another site.");
}
