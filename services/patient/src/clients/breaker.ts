/**
 * After a failure, spares the next callers the wait: one of them tries again after a pause, the
 * others go without.
 */

export type Breaker = {
  mayTry(): boolean;
  succeeded(): void;
  failed(): void;
  /**
   * By the breaker's clock, when the last failure was; who asked before it need not wait for
   * another.
   */
  failedAtMs(): number;
  now(): number;
};

/** @param now milliseconds; replaceable so that tests need not wait. */
export function createBreaker(pauseMs: number, now: () => number = performance.now.bind(performance)): Breaker {
  let blockedUntil: number | undefined;
  let failedAtMs = Number.NEGATIVE_INFINITY;
  return {
    mayTry() {
      if (blockedUntil === undefined) return true;
      if (now() < blockedUntil) return false;
      blockedUntil = now() + pauseMs;
      return true;
    },
    succeeded() {
      blockedUntil = undefined;
    },
    failed() {
      failedAtMs = now();
      blockedUntil = failedAtMs + pauseMs;
    },
    failedAtMs: () => failedAtMs,
    now,
  };
}
