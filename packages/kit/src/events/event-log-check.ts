import type { EventLog } from "../event-log/event-log.ts";
import type { Verdict } from "../observe/readiness.ts";
import type { Relay } from "./relay.ts";

const askEveryMs = 2_000;
/** Shorter absences are a restart, which outbox and consumers get over by themselves. */
const goneMs = 5_000;

/**
 * For /readyz: without the log requests are served all the same, and events wait in the outbox, so
 * it is degraded and never down. It asks in the background and makes no probe wait.
 */
export function createEventLogCheck(log: Pick<EventLog, "healthy">, relay: Pick<Relay, "failingSinceMs">) {
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let pending = false;
  let goneSinceMs: number | undefined;

  const ask = async () => {
    pending = true;
    askedAtMs = performance.now();
    const isHealthy = await log.healthy().catch(() => false);
    pending = false;
    goneSinceMs = isHealthy ? undefined : (goneSinceMs ?? askedAtMs);
  };
  return (): Verdict => {
    if (!pending && performance.now() - askedAtMs >= askEveryMs) void ask();
    const hangsSinceMs = pending ? askedAtMs : undefined;
    const goneForMs = performance.now() - (goneSinceMs ?? hangsSinceMs ?? performance.now());
    if (goneForMs >= goneMs) return degraded(`the event log has not answered for ${seconds(goneForMs)} s`);
    const failingForMs = performance.now() - (relay.failingSinceMs() ?? performance.now());
    if (failingForMs >= goneMs) return degraded(`the event log has taken no events for ${seconds(failingForMs)} s`);
    return "ok";
  };
}

const seconds = (ms: number) => Math.round(ms / 1_000);
const degraded = (what: string): Verdict => ({ state: "degraded", reason: `${what}: events wait, reports grow old` });
