/**
 * Works through a stream in batches, several at a time, without reading far ahead of what is done.
 */

export async function inLanes<Item>(options: {
  items: AsyncIterable<Item>;
  lanes: number;
  batchSize: number;
  /** Items of one lane number are worked on one batch after the other; any lane when absent. */
  laneOf?: (item: Item) => number;
  work: (batch: readonly Item[]) => Promise<void>;
}): Promise<void> {
  const { items, lanes, batchSize, laneOf, work } = options;
  const batches: Item[][] = Array.from({ length: lanes }, () => []);
  const running: Promise<void>[] = Array.from({ length: lanes }, () => Promise.resolve());
  let next = 0;

  async function flush(lane: number): Promise<void> {
    const batch = batches[lane] ?? [];
    batches[lane] = [];
    // Waiting for the lane's batch before bounds what is in memory.
    await running[lane];
    const current = work(batch);
    // Looked at when the lane is waited for; a rejection meanwhile is not lost.
    current.catch(() => {});
    running[lane] = current;
  }
  for await (const item of items) {
    const lane = laneOf ? laneOf(item) % lanes : next;
    const batch = batches[lane];
    if (!batch) throw new RangeError("A lane is a whole number, not below zero");
    batch.push(item);
    if (batch.length === batchSize) {
      await flush(lane);
      next = (next + 1) % lanes;
    }
  }
  for (const [lane, batch] of batches.entries()) if (batch.length > 0) await flush(lane);
  await Promise.all(running);
}
