/** Counts a request against its class and tells the caller where they stand (draft-ietf-httpapi-ratelimit-headers). */
import { ProblemError } from "@pms/kit/problem";
import { sourceKey } from "./client-address.ts";
import type { Exchange } from "./exchange.ts";
import type { RateLimiter } from "./rate-limiter.ts";

/** Throws 429 with Retry-After. */
export function limitRate(exchange: Exchange, limiter: RateLimiter): void {
  const limit = exchange.route?.rateLimit;
  if (!limit) return;
  const { actor, sourceAddress, extraHeaders } = exchange;
  const key = limit.class.by === "user" && actor ? actor.id : sourceKey(sourceAddress);
  const verdict = limiter.take(limit.name, limit.class, key, performance.now());
  const state = `"${limit.name}";r=${verdict.remaining};t=${verdict.resetSeconds}`;
  extraHeaders.push("ratelimit-policy", verdict.policy, "ratelimit", state);
  if (verdict.allowed) return;
  throw new ProblemError("too-many-requests", undefined, { headers: { "retry-after": String(verdict.resetSeconds) } });
}
