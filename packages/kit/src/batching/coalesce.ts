/**
 * Group commit: calls that arrive while a batch is under way are done together by the next one, so
 * that a busy service pays for one transaction where it had many, and an idle one waits for nobody.
 */

import { ProblemError } from "../problem/problem.ts";

type Waiting<Item, Result> = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void };

export type CoalesceOptions = {
  batchSizeMax: number;
  /** Batches under way at once. */
  concurrency: number;
  /**
   * Milliseconds that a batch may wait for as many as the one before had, since callers answered
   * together come again together; who comes alone never waits. 0 by default.
   */
  lingerMs?: number;
};

/** Batches that may wait: more is an overload that waiting only makes longer (REL-8). */
const batchesWaitingMax = 20;

/**
 * @param work does a batch and answers in its order; when it rejects, every caller of the batch is
 * rejected
 * @returns rejects with 503 when too many wait already
 */
export function coalesce<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
  { batchSizeMax, concurrency, lingerMs = 0 }: CoalesceOptions,
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let running = 0;
  let expected = 1;
  let linger: NodeJS.Timeout | undefined;

  async function run(): Promise<void> {
    running += 1;
    const batch = waiting.slice(0, batchSizeMax);
    waiting = waiting.slice(batchSizeMax);
    expected = batch.length;
    try {
      const results = await work(batch.map(({ item }) => item));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const result = results[index];
        if (result === undefined) reject(new Error("A batch answered with too few results"));
        else resolve(result);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    running -= 1;
    start();
  }
  function start(): void {
    while (running < concurrency && waiting.length > 0) {
      if (lingerMs > 0 && waiting.length < expected) {
        linger ??= setTimeout(startAnyway, lingerMs);
        return;
      }
      clearTimeout(linger);
      linger = undefined;
      void run();
    }
  }
  function startAnyway(): void {
    linger = undefined;
    expected = 1;
    start();
  }
  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= batchSizeMax * batchesWaitingMax) {
        reject(new ProblemError("unavailable", undefined, { headers: { "retry-after": "1" } }));
        return;
      }
      waiting.push({ item, resolve, reject });
      setImmediate(start);
    });
}
