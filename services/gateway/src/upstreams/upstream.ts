/** A service as the gateway sees it: its instances, and which of them gets the next request. */
import { type Breaker, createBreaker } from "./breaker.ts";
import { createInstance, type Health, type Instance } from "./instance.ts";
import { createRetryBudget, type RetryBudget } from "./retry-budget.ts";
import { createUploadPlaces, type UploadPlaces } from "./upload-places.ts";

export type Upstream = {
  name: string;
  instances: readonly Instance[];
  requestsMax: number;
  /** Of requests under way whose body has not wholly arrived. */
  uploads: UploadPlaces;
  breaker: Breaker;
  retries: RetryBudget;
  /** Some instance has been ready since the gateway started. */
  wasReady: boolean;
  /** When some instance was last seen ready; `performance.now()`. */
  readyAtMs: number;
  /** Requests that wait for an instance to return. */
  returning: Set<(isBack: boolean) => void>;
  /** Where the search for the least busy instance begins: ties are shared out. */
  next: number;
};

/** @param urls separated by commas. */
export function createUpstream(name: string, urls: string, requestsMax: number): Upstream {
  const instances = urls.split(",").map((url) => createInstance(url.trim(), requestsMax));
  const [breaker, retries] = [createBreaker(), createRetryBudget()];
  const state = {
    uploads: createUploadPlaces(requestsMax * instances.length),
    wasReady: false,
    readyAtMs: Number.NEGATIVE_INFINITY,
    returning: new Set<never>(),
    next: 0,
  };
  return { name, instances, requestsMax, breaker, retries, ...state };
}

/**
 * @param hasReturned it was away before: what failed meanwhile says nothing of now, and whoever
 * waits for it goes on.
 */
export function noteReady(upstream: Upstream, hasReturned: boolean): void {
  upstream.wasReady = true;
  upstream.readyAtMs = performance.now();
  if (hasReturned && upstream.breaker.isOpen()) upstream.breaker.succeeded();
  for (const resume of [...upstream.returning]) resume(true);
}

/**
 * The least busy instance that was not tried yet: ready, else ejected, else one that answers its
 * probe. Undefined when there is none, `busy` when all have as much as they may.
 */
export function pickInstance(
  upstream: Upstream,
  tried: readonly Instance[],
  nowMs: number,
): Instance | "busy" | undefined {
  const { instances, requestsMax } = upstream;
  let best: Instance | undefined;
  let bestRank = 3;
  let full = false;
  upstream.next = (upstream.next + 1) % instances.length;
  for (let i = 0; i < instances.length; i += 1) {
    const instance = instances[(upstream.next + i) % instances.length];
    if (!instance || isAway(instance) || tried.includes(instance)) continue;
    if (instance.pending >= requestsMax) {
      full = true;
      continue;
    }
    const rank = instance.health === "not-ready" ? 2 : instance.ejectedUntilMs > nowMs ? 1 : 0;
    if (rank > bestRank || (rank === bestRank && best && instance.pending >= best.pending)) continue;
    [best, bestRank] = [instance, rank];
  }
  return best ?? (full ? "busy" : undefined);
}

function isAway({ health }: Instance): boolean {
  return health === "down" || health === "silent";
}

/** The best that any instance is. */
export function healthOf(upstream: Upstream): Health {
  for (const health of ["ready", "not-ready", "silent"] as const)
    if (upstream.instances.some((instance) => instance.health === health)) return health;
  return "down";
}
