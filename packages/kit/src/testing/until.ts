import { setTimeout as sleep } from "node:timers/promises";

/** What a probe has found: anything that stands for something. */
type Found<Value> = Exclude<Value, false | null | undefined>;

/** The real clock, also while a test moves the one that others read. */
const nowMs = performance.now.bind(performance);

/**
 * Waits until `probe` finds something other than false, null or undefined, and answers it. What is
 * waited for is in the error; patience costs nothing where all is well, and suits a busy machine.
 */
export async function until<Value>(
  what: string,
  probe: () => Value | Promise<Value>,
  timeoutMs = 30_000,
): Promise<Found<Value>> {
  for (const deadlineMs = nowMs() + timeoutMs; ; ) {
    const askedAtMs = nowMs();
    const found = await probe();
    if (found !== false && found !== null && found !== undefined) return found as Found<Value>;
    if (nowMs() > deadlineMs) throw new Error(`Not within ${timeoutMs} ms: ${what}`);
    // A look that costs much leaves as much time to what it waits for.
    await sleep(Math.max(10, nowMs() - askedAtMs));
  }
}
