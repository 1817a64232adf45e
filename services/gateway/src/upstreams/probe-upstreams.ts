/**
 * Active health checks: asks every instance's `/readyz` twice a second, and hears what it says is
 * wrong with it.
 */
import type { Logger } from "@pms/kit/observe/log";
import { type Instance, setHealth } from "./instance.ts";
import { readReport } from "./instance-report.ts";
import { noteReady, type Upstream } from "./upstream.ts";

const intervalMs = 500;
/** Of one that is away: its return is not to be missed for long. */
const awayIntervalMs = 200;
/**
 * Longer than a busy process keeps anybody waiting for a probe; with the interval no more than two
 * seconds.
 */
const patienceMs = 1_500;
/** A timer that comes this much too late says that it was we who stood still. */
const ownDelayMs = 100;

export type Probing = { firstRound: Promise<void>; stop(): void };
type Seen = Pick<Instance, "health" | "report"> | "broken";

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
  async function once(): Promise<void> {
    let seen = await askHealth(instance, stopping);
    // A kept connection was closed under the probe: no proof that nobody is there.
    if (seen === "broken") seen = await askHealth(instance, stopping);
    if (stopping.aborted) return;
    const { health, report } = seen === "broken" ? ({ health: "not-ready", report: { reasons: [] } } as const) : seen;
    const changed = health !== instance.health || (health === "ready" && !upstream.wasReady);
    instance.report = report;
    setHealth(instance, health);
    if (health === "ready") noteReady(upstream, changed);
    if (changed) {
      const about = {
        upstream: upstream.name,
        instance: instance.name,
        kind: health,
        reason: report.reasons.join("; "),
      };
      logger[health === "ready" ? "info" : "warn"](about, "an instance changed its state");
      if (health === "ready") onReady(upstream);
    }
    const isAway = health === "down" || health === "silent";
    setTimeout(once, isAway ? awayIntervalMs : intervalMs).unref();
  }
  await once();
}

async function askHealth({ pool }: Instance, stopping: AbortSignal): Promise<Seen> {
  const { signal, end } = startPatience(stopping);
  try {
    const { statusCode, body } = await pool.request({ path: "/readyz", method: "GET", signal });
    return { health: statusCode === 200 ? "ready" : "not-ready", report: await readReport(body) };
  } catch (error) {
    if (signal.aborted) return { health: "silent", report: { reasons: ["it does not answer its probe"] } };
    return isBroken(error) ? "broken" : { health: "down", report: { reasons: ["nobody listens at its address"] } };
  } finally {
    end();
  }
}

/**
 * Ends the wait in time; later where this process itself stood still, and the answer may lie here
 * unread.
 */
function startPatience(stopping: AbortSignal): { signal: AbortSignal; end(): void } {
  const given = new AbortController();
  let timer: NodeJS.Timeout;
  const wait = (waitMs: number) => {
    const dueMs = performance.now() + waitMs;
    timer = setTimeout(() => {
      if (performance.now() - dueMs > ownDelayMs) wait(ownDelayMs);
      else given.abort();
    }, waitMs);
  };
  wait(patienceMs);
  return { signal: AbortSignal.any([stopping, given.signal]), end: () => clearTimeout(timer) };
}

function isBroken(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "UND_ERR_SOCKET" || code === "ECONNRESET";
}
