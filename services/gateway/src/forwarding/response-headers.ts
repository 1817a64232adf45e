/** The head of a service's answer, as the client gets it. */
import type { IncomingHttpHeaders } from "node:http";
import type { Exchange } from "../exchange/exchange.ts";
import { closedPolicy, securityHeaderNames, securityHeaders } from "../exchange/security-headers.ts";

/**
 * About the connection to the service (RFC 9110, 7.6.1), about its software, or said by the gateway
 * itself.
 */
const dropped = new Set([
  ...[
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
  ],
  ...["server", "x-powered-by", "x-request-id", "alt-svc", ...securityHeaderNames],
]);

/** @returns name, value, name, value… */
export function responseHeaders(exchange: Exchange, given: IncomingHttpHeaders): string[] {
  const removed = exchange.route?.removedResponseHeaders;
  const headers: string[] = [];
  for (const name in given) {
    if (dropped.has(name) || (removed && removed.size > 0 && removed.has(name))) continue;
    const value = given[name];
    if (typeof value === "string") headers.push(name, value);
    else if (value) for (const one of value) headers.push(name, one);
  }
  headers.push("x-request-id", exchange.requestId);
  if (given["content-security-policy"] === undefined) headers.push("content-security-policy", closedPolicy);
  if (given["cache-control"] === undefined) headers.push("cache-control", "no-store");
  headers.push(...securityHeaders(exchange.isSecure));
  if (exchange.extraHeaders.length > 0) headers.push(...exchange.extraHeaders);
  if (exchange.route && exchange.route.addedResponseHeaders.length > 0)
    headers.push(...exchange.route.addedResponseHeaders);
  return headers;
}
