/**
 * A circuit breaker: when most requests to a service fail, stop sending them for a moment and let
 * single ones try.
 */

export type Breaker = {
  /** Whether a request may be sent now. */
  allows(nowMs: number): boolean;
  succeeded(): void;
  /** @returns whether this failure opened it. */
  failed(nowMs: number): boolean;
  isOpen(): boolean;
};

const windowMs = 10_000;
const outcomesMin = 20;
const failedShareMax = 0.5;
const openMs = 2_000;
const trialEveryMs = 250;

export function createBreaker(): Breaker {
  let windowEndsMs = 0;
  let [succeeded, failed] = [0, 0];
  let open = false;
  let nextTrialMs = 0;
  return {
    allows(nowMs) {
      if (!open) return true;
      if (nowMs < nextTrialMs) return false;
      nextTrialMs = nowMs + trialEveryMs;
      return true;
    },
    succeeded() {
      if (open) [open, succeeded, failed] = [false, 0, 0];
      succeeded += 1;
    },
    failed(nowMs) {
      if (nowMs > windowEndsMs) [windowEndsMs, succeeded, failed] = [nowMs + windowMs, 0, 0];
      failed += 1;
      if (open || succeeded + failed < outcomesMin || failed / (succeeded + failed) < failedShareMax) return false;
      open = true;
      nextTrialMs = nowMs + openMs;
      return true;
    },
    isOpen: () => open,
  };
}
