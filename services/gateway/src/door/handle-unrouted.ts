/** What no route takes: OPTIONS, another method at a known address, and the gateway's own pages. */
import { methodNotAllowed } from "@pms/kit/http/unmatched";
import { notFound } from "@pms/kit/problem/problem";
import { checkBody, hasBody } from "../bodies/request-body.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { closedPolicy, securityHeaders } from "../exchange/security-headers.ts";
import { preflightHeaders } from "../request-rules/cors.ts";
import type { DoorDeps } from "./door-deps.ts";

const ownMethods: readonly string[] = ["GET", "HEAD"];

/** Throws 404 and 405. */
export function handleUnrouted(exchange: Exchange, deps: DoorDeps): void {
  const { request, response, method, path, requestId } = exchange;
  const methods = path.startsWith("/api/") || deps.table.methodsOf(path).length > 0 ? deps.methodsOf(path) : ownMethods;
  if (methods.length === 0) throw notFound();
  if (method === "OPTIONS") {
    const headers = [...securityHeaders(exchange.isSecure), "x-request-id", requestId, ...exchange.extraHeaders];
    response.writeHead(204, [...headers, ...preflightHeaders(exchange, deps.cors, methods)]).end();
    return;
  }
  if (methods !== ownMethods || !ownMethods.includes(method)) throw methodNotAllowed(methods);
  if (hasBody(request)) checkBody(request, 0);
  request.headers["x-request-id"] = requestId;
  response.setHeader("content-security-policy", closedPolicy);
  for (const headers of [securityHeaders(exchange.isSecure), exchange.extraHeaders])
    for (let i = 0; i < headers.length; i += 2) response.setHeader(headers[i] ?? "", headers[i + 1] ?? "");
  deps.own(request, response);
}
