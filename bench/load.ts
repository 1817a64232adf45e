/**
 * A closed loop of HTTP requests: N connections, each asking again as soon as it has been answered.
 */
import { Pool } from "undici";

export type LoadRequest = { method: "GET" | "POST"; path: string; headers: Record<string, string>; body?: string };
/** `perSecond` counts what succeeded; the latencies and `count` are of everything asked. */
export type LoadResult = {
  perSecond: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  failures: number;
  count: number;
};

export type Load = {
  origin: string;
  connections: number;
  seconds: number;
  /** Makes the next request. */
  next: () => LoadRequest;
  /** The status that counts as success. */
  expected: number;
};
export const warmUpSeconds = 5;

/**
 * The same load before anything is counted: a process that has just started is slow until its code
 * is compiled.
 */
export async function warmUp(load: Load): Promise<void> {
  await drive({ ...load, seconds: warmUpSeconds });
}

export async function drive(options: Load): Promise<LoadResult> {
  const pool = new Pool(options.origin, { connections: options.connections, pipelining: 1 });
  const latenciesMs: number[] = [];
  let failures = 0;
  const endsAt = performance.now() + options.seconds * 1_000;
  async function client(): Promise<void> {
    while (performance.now() < endsAt) {
      const began = performance.now();
      const status = await statusOf(pool, options.next());
      latenciesMs.push(performance.now() - began);
      if (status !== options.expected) failures += 1;
    }
  }
  const began = performance.now();
  await Promise.all(Array.from({ length: options.connections }, client));
  const tookSeconds = (performance.now() - began) / 1_000;
  await pool.close();
  latenciesMs.sort((one, other) => one - other);
  const at = (share: number): number =>
    latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * share))] ?? Number.NaN;
  return {
    perSecond: (latenciesMs.length - failures) / tookSeconds,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    failures,
    count: latenciesMs.length,
  };
}

/** Undefined when the connection broke. */
export async function statusOf(pool: Pool, request: LoadRequest): Promise<number | undefined> {
  try {
    const { statusCode, body } = await pool.request(request);
    await body.dump();
    return statusCode;
  } catch {
    return undefined;
  }
}
