/** Active health checks: asks every instance's `/readyz` once a second. */
import type { Logger } from "@pms/kit/log";
import type { Health, Instance } from "./instance.ts";
import type { Upstream } from "./upstream.ts";

const intervalMs = 1_000;
const patienceMs = 1_500;
const lateMax = 2;

export type Probing = { firstRound: Promise<void>; stop(): void };

/** @param onReady called when an instance turns ready. */
export function probeUpstreams(
  upstreams: readonly Upstream[],
  logger: Logger,
  onReady: (upstream: Upstream) => void,
): Probing {
  const stopping = new AbortController();
  const watches = upstreams.flatMap((upstream) =>
    upstream.instances.map((instance) => watch(upstream, instance, stopping.signal, logger, onReady)),
  );
  return { firstRound: Promise.all(watches).then(() => {}), stop: () => stopping.abort() };
}

/** Probes until stopped. Resolves after the first answer, or its absence. */
async function watch(
  upstream: Upstream,
  instance: Instance,
  stopping: AbortSignal,
  logger: Logger,
  onReady: (upstream: Upstream) => void,
): Promise<void> {
  let missed = 0;
  async function once(): Promise<void> {
    const seen = await askHealth(instance, stopping);
    if (stopping.aborted) return;
    missed = seen === "late" ? missed + 1 : 0;
    // A busy instance may be late once. One that stays late is only a last resort, but is not cut off: it is alive.
    const health = seen !== "late" ? seen : missed < lateMax ? instance.health : "not-ready";
    const changed = health !== instance.health || (health === "ready" && !upstream.wasReady);
    instance.health = health;
    if (health === "ready") upstream.wasReady = true;
    if (changed) {
      const about = { upstream: upstream.name, instance: instance.name, kind: health };
      logger[health === "ready" ? "info" : "warn"](about, "an instance changed its state");
      if (health === "ready") onReady(upstream);
    }
    setTimeout(once, intervalMs).unref();
  }
  await once();
}

async function askHealth({ pool }: Instance, stopping: AbortSignal): Promise<Health | "late"> {
  let connected = false;
  try {
    const patience = AbortSignal.timeout(patienceMs);
    const signal = AbortSignal.any([stopping, patience]);
    const { statusCode, body } = await pool.request({ path: "/readyz", method: "GET", signal });
    connected = true;
    await body.dump();
    return statusCode === 200 ? "ready" : "not-ready";
  } catch (error) {
    return connected || isLate(error) ? "late" : "down";
  }
}

/** Given up waiting, or a kept connection was closed under the probe: no proof that nobody is there. */
function isLate(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return (
    (error instanceof Error && error.name === "TimeoutError") || code === "UND_ERR_SOCKET" || code === "ECONNRESET"
  );
}
