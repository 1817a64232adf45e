/** One process behind the gateway: its connections and what is known of its health. */
import { Pool } from "undici";

/** `not-ready` answers its probe, but not with 200; `down` does not answer. */
export type Health = "ready" | "not-ready" | "down";

export type Instance = {
  /** host:port, for logs and metrics. */
  name: string;
  pool: Pool;
  health: Health;
  /** Requests under way. */
  pending: number;
  /** In a row, of connections and deadlines; an error that the service itself answers is not one. */
  failures: number;
  /** Ejections in a row: each lasts longer. */
  ejections: number;
  ejectedUntilMs: number;
};

const failuresMax = 3;
const ejectionMs = 1_000;
const ejectionMaxMs = 30_000;

/** @param requestsMax never more at once: a connection each and one for the probe, so that nothing waits in the pool. */
export function createInstance(url: string, requestsMax: number): Instance {
  const { origin, host } = new URL(url);
  const pool = new Pool(origin, { connections: requestsMax + 1, pipelining: 1, connectTimeout: 1_000, allowH2: false });
  return { name: host, pool, health: "ready", pending: 0, failures: 0, ejections: 0, ejectedUntilMs: 0 };
}

export function noteSuccess(instance: Instance): void {
  if (instance.failures === 0 && instance.ejections === 0) return;
  instance.failures = 0;
  instance.ejections = 0;
}

/** Takes the instance out for a while after several failures in a row. @returns whether this one did it. */
export function noteFailure(instance: Instance, nowMs: number): boolean {
  instance.failures += 1;
  if (instance.failures < failuresMax) return false;
  instance.failures = 0;
  instance.ejectedUntilMs = nowMs + Math.min(ejectionMs * 2 ** instance.ejections, ejectionMaxMs);
  instance.ejections += 1;
  return true;
}

/** Nobody listens: out at once, until a probe is answered. */
export function noteRefused(instance: Instance): void {
  instance.health = "down";
}
