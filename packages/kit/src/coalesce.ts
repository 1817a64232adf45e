/**
 * Group commit: calls that arrive while a batch is under way are done together by the next one, so that a busy service
 * pays for one transaction where it had many, and an idle one waits for nobody.
 */

type Waiting<Item, Result> = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void };

/**
 * @param work does a batch and answers in its order; when it rejects, every caller of the batch is rejected.
 * @param options.concurrency batches under way at once; @param options.batchSizeMax items in one.
 */
export function coalesce<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
  options: { batchSizeMax: number; concurrency: number },
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let running = 0;

  async function run(): Promise<void> {
    running += 1;
    const batch = waiting.slice(0, options.batchSizeMax);
    waiting = waiting.slice(options.batchSizeMax);
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
    while (running < options.concurrency && waiting.length > 0) void run();
  }
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      setImmediate(start);
    });
}
