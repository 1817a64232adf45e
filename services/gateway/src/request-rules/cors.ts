/**
 * Pages of other origins may call the API only where the configuration names them; the own UI needs
 * nothing of this.
 */
import { allowOf } from "@pms/kit/http/unmatched";
import type { Exchange } from "../exchange/exchange.ts";

const allowedHeaders = "accept, accept-language, authorization, content-type, idempotency-key, if-match, if-none-match";
const exposedHeaders =
  "etag, idempotency-replayed, location, ratelimit, ratelimit-policy, retry-after, x-request-id, content-disposition";

export type Cors = ReadonlySet<string>;

/** @param allowedOrigins separated by commas. */
export function createCors(allowedOrigins: string): Cors {
  return new Set(
    allowedOrigins
      .split(",")
      .map((origin) => origin.trim())
      .filter(Boolean),
  );
}

/**
 * Adds what lets the calling page read the answer. No credentials: cookies stay with the own
 * origin.
 */
export function allowOrigin(exchange: Exchange, cors: Cors): void {
  if (cors.size === 0) return;
  exchange.extraHeaders.push("vary", "origin");
  const { origin } = exchange.request.headers;
  if (origin === undefined || !cors.has(origin)) return;
  exchange.extraHeaders.push("access-control-allow-origin", origin, "access-control-expose-headers", exposedHeaders);
}

/** The extra headers of a preflight's answer. */
export function preflightHeaders({ request }: Exchange, cors: Cors, methods: readonly string[]): string[] {
  const { origin } = request.headers;
  const allow = ["allow", allowOf(methods)];
  if (origin === undefined || !cors.has(origin)) return allow;
  return [
    ...allow,
    ...["access-control-allow-methods", methods.join(", "), "access-control-allow-headers", allowedHeaders],
    ...["access-control-max-age", "600"],
  ];
}
