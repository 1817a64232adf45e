/**
 * What /readyz says goes to the log and the metrics too: each change is one line, and the metrics
 * have what holds now.
 */
import type { Logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { Verdict } from "./readiness.ts";

/** @returns to be called with what holds, by name, each time it was looked at */
export function createChangeTeller(logger: Logger, metrics: Metrics) {
  const before = new Map<string, string>();
  const hasBeenWell = new Set<string>();
  return (verdicts: readonly (readonly [string, Verdict])[]): void => {
    for (const [name, verdict] of verdicts) {
      const state = verdict === "ok" ? "ok" : verdict.state;
      metrics.readinessChecks.set({ check: name }, state === "ok" ? 1 : state === "degraded" ? 0.5 : 0);
      if (state === before.get(name)) continue;
      before.set(name, state);
      // While a service starts, what it rests on comes one after the other: no news.
      const isNews = hasBeenWell.has(name) || state === "degraded";
      if (state === "ok") hasBeenWell.add(name);
      const facts = { name, kind: state, ...(verdict !== "ok" && { reason: verdict.reason }) };
      if (verdict === "ok") logger[isNews ? "warn" : "info"](facts, `${name}: all is well`);
      else logger[isNews ? "error" : "info"](facts, `${name}: ${verdict.reason}`);
    }
  };
}
