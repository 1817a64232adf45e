import { setTimeout as sleep } from "node:timers/promises";

/**
 * Something to wait for that remembers a call made while nobody waited, and makes many calls one.
 */
export interface WakeUp {
  call(): void;
  /** Resolves when called or after the time-out, in milliseconds; true when it was called. */
  wait(timeoutMs: number): Promise<boolean>;
}

export function createWakeUp(): WakeUp {
  let called = false;
  let resume: AbortController | undefined;
  return {
    call() {
      called = true;
      resume?.abort();
    },
    async wait(timeoutMs) {
      if (!called) {
        resume = new AbortController();
        // Being aborted is the purpose.
        await sleep(timeoutMs, undefined, { signal: resume.signal }).catch(() => {});
        resume = undefined;
      }
      const wasCalled = called;
      called = false;
      return wasCalled;
    },
  };
}

/**
 * 2 to the power of the failures so far, times the first delay, in milliseconds, at most `maxMs`,
 * with up to a quarter less at random.
 */
export function backOffMs(failures: number, firstMs: number, maxMs: number): number {
  return Math.min(maxMs, firstMs * 2 ** Math.min(failures, 20)) * (1 - Math.random() / 4);
}
