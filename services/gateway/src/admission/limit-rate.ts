/**
 * Counts a request against its class and tells the caller where they stand
 * (draft-ietf-httpapi-ratelimit-headers).
 */
import { ProblemError } from "@pms/kit/problem/problem";
import { sourceKey } from "../exchange/client-address.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { RateLimitClass } from "../route-table/schema.ts";
import type { RateLimiter, Verdict } from "./rate-limiter.ts";

/** Throws 429 with Retry-After. */
export function limitRate(exchange: Exchange, limiter: RateLimiter): void {
  const limit = exchange.route?.rateLimit;
  if (!limit) return;
  const { actor, sourceAddress } = exchange;
  const key = limit.class.by === "user" && actor ? actor.id : sourceKey(sourceAddress);
  const verdict = limiter.take(limit.name, limit.class, key, performance.now());
  tell(exchange, limit.name, verdict);
  if (!verdict.allowed) throw tooMany(verdict);
}

/**
 * As many as `public` requests: a token that is new to us costs a verification, a refused one at
 * least an answer.
 */
const strangers: RateLimitClass = { by: "source", perSecond: 500, burst: 2_000 };

/** For whoever is not known by a token seen before. Throws 429 with Retry-After. */
export function limitStranger(exchange: Exchange, limiter: RateLimiter): void {
  const verdict = limiter.take("strangers", strangers, sourceKey(exchange.sourceAddress), performance.now());
  if (verdict.allowed) return;
  tell(exchange, "strangers", verdict);
  throw tooMany(verdict);
}

function tell({ extraHeaders }: Exchange, name: string, { policy, remaining, resetSeconds }: Verdict): void {
  extraHeaders.push("ratelimit-policy", policy, "ratelimit", `"${name}";r=${remaining};t=${resetSeconds}`);
}

function tooMany({ resetSeconds }: Verdict): ProblemError {
  return new ProblemError("too-many-requests", undefined, { headers: { "retry-after": String(resetSeconds) } });
}
