/**
 * Retries may be a fifth of the requests, with a few in reserve: an outage is not answered with
 * twice the load.
 */

export type RetryBudget = { earn(): void; spend(): boolean };

export function createRetryBudget(reserve = 20, share = 0.2): RetryBudget {
  let saved = reserve;
  return {
    earn() {
      if (saved < reserve) saved += share;
    },
    spend() {
      if (saved < 1) return false;
      saved -= 1;
      return true;
    },
  };
}
