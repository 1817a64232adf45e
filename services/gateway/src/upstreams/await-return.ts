/**
 * A service that has just gone may be starting again: reads wait a moment for it, instead of
 * failing.
 */
import { healthOf, type Upstream } from "./upstream.ts";

/** Longer absences are an outage, which is said at once. */
const lostLatelyMs = 5_000;
const waitMaxMs = 3_000;

/**
 * Calls back once: with true when an instance is ready again, with false when none is in time.
 * @returns false, and nothing is called, when it is not worth waiting or enough wait already
 */
export function awaitReturn(upstream: Upstream, resume: (isBack: boolean) => void): boolean {
  const { returning, requestsMax, readyAtMs } = upstream;
  // One that is silent is no one that starts again: nobody knows when it goes on.
  if (healthOf(upstream) !== "down") return false;
  if (performance.now() - readyAtMs > lostLatelyMs || returning.size >= requestsMax) return false;
  const end = (isBack: boolean) => {
    returning.delete(end);
    clearTimeout(patience);
    resume(isBack);
  };
  const patience = setTimeout(() => end(false), waitMaxMs);
  returning.add(end);
  return true;
}
