/** The refresh token in the browser (TOK-6): out of reach of scripts, and of other sites' requests. */
import { ProblemError } from "@pms/kit/http/problem";
import type { FastifyReply, FastifyRequest } from "fastify";
import { deviceLifeSeconds } from "./known-device.ts";

const refreshCookie = "__Host-pms_refresh";
const deviceCookie = "__Host-pms_device";
const attributes = "Path=/; Secure; HttpOnly; SameSite=Strict";

export function setRefreshCookie(reply: FastifyReply, token: string, lifeSeconds: number): void {
  addCookie(reply, `${refreshCookie}=${token}; ${attributes}; Max-Age=${Math.floor(lifeSeconds)}`);
}

export function clearRefreshCookie(reply: FastifyReply): void {
  addCookie(reply, `${refreshCookie}=; ${attributes}; Max-Age=0`);
}

export function setDeviceCookie(reply: FastifyReply, device: string): void {
  addCookie(reply, `${deviceCookie}=${device}; ${attributes}; Max-Age=${deviceLifeSeconds}`);
}

export const refreshCookieOf = (request: FastifyRequest): string | undefined => cookieOf(request, refreshCookie);
export const deviceCookieOf = (request: FastifyRequest): string | undefined => cookieOf(request, deviceCookie);

/** A cookie travels by itself: the caller must show that it is our own page that asks. 403 otherwise. */
export function requireOwnPage(request: FastifyRequest): void {
  if (request.headers["x-pms-csrf"] !== "1")
    throw new ProblemError("forbidden", "Send X-PMS-CSRF: 1 with a request that relies on the cookie.");
  const { origin } = request.headers;
  if (origin === undefined) return;
  const forwardedHost = request.headers["x-forwarded-host"];
  const host = typeof forwardedHost === "string" ? forwardedHost : request.headers.host;
  if (!URL.canParse(origin) || new URL(origin).host !== host)
    throw new ProblemError("forbidden", "This request comes from another site.");
}

function addCookie(reply: FastifyReply, cookie: string): void {
  // Fastify keeps several Set-Cookie headers apart.
  reply.header("set-cookie", cookie);
}

function cookieOf(request: FastifyRequest, name: string): string | undefined {
  const values = (request.headers.cookie ?? "")
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1));
  if (values.length > 1) throw new ProblemError("malformed", "The cookie came twice.");
  return values[0] || undefined;
}
