/**
 * How far each verifier has acknowledged the feed. One that is waited for in vain is cut off, and
 * counts until its own silence rule is certain to hold: no answer says "revoked" while somebody may
 * still accept (TOK-5).
 */
import { randomUUID } from "node:crypto";
import type { Logger } from "@pms/kit/observe/log";
import { ProblemError } from "@pms/kit/problem/problem";
import { revocationSilenceMaxMs } from "@pms/kit/trust/authenticate";

/** Who has not acknowledged for this long is cut off. */
const patienceMs = 1_000;
/**
 * A verifier that is no longer heard of refuses patient data by then, with a little for the timers.
 */
const leaseMs = revocationSilenceMaxMs + 200;

export type Verifier = { verifier: string; instance: string };
type Watcher = Verifier & {
  watchId: string;
  acknowledged: bigint;
  acknowledgedAtMs: number;
  /** Ends the stream; the verifier opens another and begins with a snapshot. */
  cut: () => void;
  onChange: Set<() => void>;
};

/**
 * @param expected as many followed another feed before this one, and may accept by what they know
 * until they are back
 */
export function createWatchers(logger: Logger, expected: number) {
  const watchers = new Map<string, Watcher>();
  const back = Promise.withResolvers<void>();
  if (expected === 0) back.resolve();
  else setTimeout(back.resolve, leaseMs).unref();
  const now = () => performance.now();
  const changed = ({ onChange }: Watcher) => {
    for (const call of onChange) call();
  };
  const forget = (watcher: Watcher) => {
    if (watchers.get(watcher.instance) === watcher) watchers.delete(watcher.instance);
    changed(watcher);
  };
  const leftMs = (watcher: Watcher) => watcher.acknowledgedAtMs + leaseMs - now();

  /**
   * Waits until the watcher has acknowledged, has left, or is certain to accept nothing any more.
   */
  async function reached(watcher: Watcher, sequence: bigint): Promise<void> {
    const isDone = () => watcher.acknowledged >= sequence || watchers.get(watcher.instance) !== watcher;
    const { watchId } = watcher;
    const patientUntilMs = now() + patienceMs;
    while (!isDone()) {
      if (leftMs(watcher) <= 0) return forget(watcher);
      const isCut = watcher.watchId !== watchId;
      if (!isCut && now() >= patientUntilMs) cutOff(watcher);
      await nextChange(watcher, isCut ? leftMs(watcher) : Math.min(leftMs(watcher), patientUntilMs - now()));
    }
  }

  function cutOff(watcher: Watcher): void {
    logger.warn({ verifier: watcher.verifier }, "a verifier did not acknowledge a revocation and is cut off");
    watcher.watchId = "";
    watcher.cut();
  }

  return {
    /**
     * A stream begins. The same process of a verifier stays one watcher, however often it opens a
     * stream.
     */
    open({ verifier, instance }: Verifier, cut: () => void): { watchId: string } {
      const before = watchers.get(instance);
      const watchId = randomUUID();
      if (before) Object.assign(before, { watchId, cut });
      else {
        const beginning = { acknowledged: -1n, acknowledgedAtMs: now(), onChange: new Set<() => void>() };
        watchers.set(instance, { verifier, instance, watchId, cut, ...beginning });
        if (watchers.size >= expected) back.resolve();
      }
      return { watchId };
    },
    /** Throws `not-found` when the stream was ended: what came over it may be incomplete. */
    acknowledge(watchId: string, sequence: bigint, leaving: boolean): void {
      const watcher = watchId === "" ? undefined : [...watchers.values()].find((each) => each.watchId === watchId);
      if (!watcher) throw new ProblemError("not-found");
      if (leaving) {
        forget(watcher);
        return;
      }
      if (sequence > watcher.acknowledged) watcher.acknowledged = sequence;
      watcher.acknowledgedAtMs = now();
      changed(watcher);
    },
    /** Resolves when everyone who follows has acknowledged up to here. */
    async allReached(sequence: bigint): Promise<void> {
      await back.promise;
      await Promise.all([...watchers.values()].map((watcher) => reached(watcher, sequence)));
    },
    /** Those that are heard of. */
    count: () => [...watchers.values()].filter((watcher) => leftMs(watcher) > 0).length,
  };
}

/** Resolves when the watcher has acknowledged something or left, or after the time. */
async function nextChange({ onChange }: Watcher, withinMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, Math.max(0, withinMs));
  onChange.add(resolve);
  await promise;
  clearTimeout(timer);
  onChange.delete(resolve);
}
