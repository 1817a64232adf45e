/** Token buckets in memory, one per caller and class: each gateway process counts for itself. */
import type { RateLimitClass } from "../route-table/schema.ts";

type Bucket = { tokens: number; atMs: number };
export type Verdict = { allowed: boolean; remaining: number; resetSeconds: number; policy: string };
export type RateLimiter = {
  take(name: string, limit: RateLimitClass, key: string, nowMs: number): Verdict;
  /** Buckets held. */
  size(): number;
};

const bucketsMax = 20_000;

/** @param factor of every limit. */
export function createRateLimiter(factor: number): RateLimiter {
  const classes = new Map<string, { buckets: Map<string, Bucket>; burst: number; perMs: number; policy: string }>();
  function classOf(name: string, limit: RateLimitClass) {
    let found = classes.get(name);
    if (!found) {
      const [burst, perSecond] = [limit.burst * factor, limit.perSecond * factor];
      const policy = `"${name}";q=${Math.floor(burst)};w=${Math.max(1, Math.ceil(burst / perSecond))}`;
      found = { buckets: new Map(), burst, perMs: perSecond / 1_000, policy };
      classes.set(name, found);
    }
    return found;
  }
  return {
    take(name, limit, key, nowMs) {
      const { buckets, burst, perMs, policy } = classOf(name, limit);
      let bucket = buckets.get(key);
      if (!bucket) {
        if (buckets.size >= bucketsMax) forget(buckets, burst, perMs, nowMs);
        bucket = { tokens: burst, atMs: nowMs };
        buckets.set(key, bucket);
      }
      bucket.tokens = Math.min(burst, bucket.tokens + (nowMs - bucket.atMs) * perMs);
      bucket.atMs = nowMs;
      const allowed = bucket.tokens >= 1;
      if (allowed) bucket.tokens -= 1;
      // Refused: when the next one is possible. Allowed: when all of the quota is back.
      const missing = allowed ? burst - bucket.tokens : 1 - bucket.tokens;
      return {
        allowed,
        remaining: Math.floor(bucket.tokens),
        resetSeconds: Math.ceil(missing / perMs / 1_000),
        policy,
      };
    },
    size: () => [...classes.values()].reduce((sum, { buckets }) => sum + buckets.size, 0),
  };
}

/** Full buckets say nothing; beyond those the oldest go, which errs on the side of letting in. */
function forget(buckets: Map<string, Bucket>, burst: number, perMs: number, nowMs: number): void {
  for (const [key, { tokens, atMs }] of buckets) if (tokens + (nowMs - atMs) * perMs >= burst) buckets.delete(key);
  for (const key of buckets.keys()) {
    if (buckets.size < bucketsMax * 0.9) return;
    buckets.delete(key);
  }
}
