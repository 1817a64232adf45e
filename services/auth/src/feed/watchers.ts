/**
 * How far each verifier has acknowledged the feed. One that is waited for in vain is cut off, and
 * counts until its own silence rule holds: no answer says "revoked" while somebody may still accept
 * (TOK-5).
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

export type Watchers = ReturnType<typeof createWatchers>;
type Watched = { logger: Logger; byInstance: Map<string, Watcher> };

/**
 * @param expected as many followed another feed before this one, and may accept by what they know
 * until they are back
 */
export function createWatchers(logger: Logger, expected: number) {
  const byInstance = new Map<string, Watcher>();
  const watched: Watched = { logger, byInstance };
  const back = Promise.withResolvers<void>();
  if (expected === 0) back.resolve();
  else setTimeout(back.resolve, leaseMs).unref();
  return {
    /**
     * A stream begins. The same process of a verifier stays one watcher, however often it opens a
     * stream.
     */
    open({ verifier, instance }: Verifier, cut: () => void): { watchId: string } {
      const before = byInstance.get(instance);
      const watchId = randomUUID();
      if (before) Object.assign(before, { watchId, cut });
      else {
        const beginning = { acknowledged: -1n, acknowledgedAtMs: performance.now(), onChange: new Set<() => void>() };
        byInstance.set(instance, { verifier, instance, watchId, cut, ...beginning });
        if (byInstance.size >= expected) back.resolve();
      }
      return { watchId };
    },
    /** Throws `not-found` when the stream was ended: what came over it may be incomplete. */
    acknowledge(watchId: string, sequence: bigint, leaving: boolean): void {
      const watcher = watchId === "" ? undefined : [...byInstance.values()].find((each) => each.watchId === watchId);
      if (!watcher) throw new ProblemError("not-found");
      if (leaving) {
        forget(watched, watcher);
        return;
      }
      if (sequence > watcher.acknowledged) watcher.acknowledged = sequence;
      watcher.acknowledgedAtMs = performance.now();
      changed(watcher);
    },
    /** Resolves when everyone who follows has acknowledged up to here. */
    async allReached(sequence: bigint): Promise<void> {
      await back.promise;
      await Promise.all([...byInstance.values()].map((watcher) => reached(watched, watcher, sequence)));
    },
    /** Those that are heard of. */
    count: () => [...byInstance.values()].filter((watcher) => leftMs(watcher) > 0).length,
  };
}

const leftMs = ({ acknowledgedAtMs }: Watcher) => acknowledgedAtMs + leaseMs - performance.now();

/** Waits until the watcher has acknowledged, has left, or is certain to accept nothing any more. */
async function reached(watched: Watched, watcher: Watcher, sequence: bigint): Promise<void> {
  const isHere = () => watched.byInstance.get(watcher.instance) === watcher;
  const { watchId } = watcher;
  const patientUntilMs = performance.now() + patienceMs;
  while (watcher.acknowledged < sequence && isHere()) {
    if (leftMs(watcher) <= 0) return forget(watched, watcher);
    const isCut = watcher.watchId !== watchId;
    if (!isCut && performance.now() >= patientUntilMs) cutOff(watched, watcher);
    const patientMs = isCut ? Number.POSITIVE_INFINITY : patientUntilMs - performance.now();
    await nextChange(watcher, Math.min(leftMs(watcher), patientMs));
  }
}

function cutOff({ logger }: Watched, watcher: Watcher): void {
  logger.warn({ verifier: watcher.verifier }, "a verifier did not acknowledge a revocation and is cut off");
  watcher.watchId = "";
  watcher.cut();
}

function forget({ byInstance }: Watched, watcher: Watcher): void {
  if (byInstance.get(watcher.instance) === watcher) byInstance.delete(watcher.instance);
  changed(watcher);
}

function changed({ onChange }: Watcher): void {
  for (const call of onChange) call();
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
