/** One process behind the gateway: its connections and what is known of its health. */
import { Pool } from "undici";
import type { InstanceReport } from "./instance-report.ts";

/**
 * `not-ready` answers its probe, but not with 200; `silent` is there and does not answer; of `down`
 * nobody listens.
 */
export type Health = "ready" | "not-ready" | "silent" | "down";

/** Why an attempt was given up whose instance fell silent. */
export class InstanceSilentError extends Error {
  override readonly name = "InstanceSilentError";
}

export type Instance = {
  /** host:port, for logs and metrics. */
  name: string;
  pool: Pool;
  health: Health;
  /** What it said of itself last. */
  report: InstanceReport;
  /** Requests under way. */
  pending: number;
  /** Gives up each request that waits for the beginning of its answer. */
  unanswered: Set<(reason: Error) => void>;
  /**
   * In a row, of connections and deadlines; an error that the service itself answers is not one.
   */
  failures: number;
  /** Ejections in a row: each lasts longer. */
  ejections: number;
  ejectedUntilMs: number;
};

const failuresMax = 3;
const ejectionMs = 1_000;
const ejectionMaxMs = 30_000;

/**
 * @param requestsMax never more at once: a connection each and one for the probe, so that nothing
 * waits in the pool.
 */
export function createInstance(url: string, requestsMax: number): Instance {
  const { origin, host } = new URL(url);
  const pool = new Pool(origin, { connections: requestsMax + 1, pipelining: 1, connectTimeout: 1_000, allowH2: false });
  return {
    ...{ name: host, pool, health: "ready", report: { reasons: [] }, pending: 0, unanswered: new Set() },
    ...{ failures: 0, ejections: 0, ejectedUntilMs: 0 },
  };
}

export function noteSuccess(instance: Instance): void {
  if (instance.failures === 0 && instance.ejections === 0) return;
  instance.failures = 0;
  instance.ejections = 0;
}

/**
 * Takes the instance out for a while after several failures in a row.
 * @returns whether this one did it.
 */
export function noteFailure(instance: Instance, nowMs: number): boolean {
  instance.failures += 1;
  if (instance.failures < failuresMax) return false;
  instance.failures = 0;
  instance.ejectedUntilMs = nowMs + Math.min(ejectionMs * 2 ** instance.ejections, ejectionMaxMs);
  instance.ejections += 1;
  return true;
}

/** Of one that falls silent nobody waits for an answer any longer: it may be stopped for good. */
export function setHealth(instance: Instance, health: Health): void {
  instance.health = health;
  if (health !== "silent") return;
  for (const giveUp of [...instance.unanswered]) giveUp(new InstanceSilentError("the instance fell silent"));
}

/** Nobody listens: out at once, until a probe is answered. */
export function noteRefused(instance: Instance): void {
  instance.health = "down";
  instance.report = { reasons: ["nobody listens at its address"] };
}
