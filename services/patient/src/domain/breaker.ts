/** After a failure, spares the next callers the wait: one of them tries again after a pause, the others go without. */

export type Breaker = { mayTry(): boolean; succeeded(): void; failed(): void };

/** @param now milliseconds; replaceable so that tests need not wait. */
export function createBreaker(pauseMs: number, now: () => number = performance.now.bind(performance)): Breaker {
  let blockedUntil: number | undefined;
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
      blockedUntil = now() + pauseMs;
    },
  };
}
