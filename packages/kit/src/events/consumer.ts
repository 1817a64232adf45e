import type { Metrics } from "../observe/metrics.ts";
import { createBatchProcessor } from "./consumer-batch.ts";
import type { ConsumerOptions } from "./consumer-options.ts";

const measureLagMs = 10_000;

export interface Consumer {
  /** Finishes the batch in hand and leaves the group. */
  stop(): Promise<void>;
}

/**
 * A batch is one transaction with the ids of its events: each has its effect once (REL-2). What
 * fails is tried again while its partition waits, and is a dead letter in the end (REL-6).
 */
export async function startConsumer<Schema>(options: ConsumerOptions<Schema>): Promise<Consumer> {
  const { log, group, topics, logger, metrics, batchSizeMax, lingerMs, fromStart } = options;
  const processor = createBatchProcessor(options);
  const subscription = await log.subscribe({
    group,
    topics,
    handle: processor.process,
    onError: (error) => logger?.warn({ err: error, group }, "consuming failed and is tried again"),
    ...(batchSizeMax !== undefined && { batchSizeMax }),
    ...(lingerMs !== undefined && { lingerMs }),
    ...(fromStart !== undefined && { fromStart }),
  });
  const stopMeasuring = metrics && measureLag(options, metrics);
  return {
    async stop() {
      stopMeasuring?.();
      await processor.stop();
      await subscription.stop();
    },
  };
}

function measureLag<Schema>(
  { log, group, topics }: ConsumerOptions<Schema>,
  { eventsLag }: Pick<Metrics, "eventsLag">,
): () => void {
  let stopped = false;
  const measure = async () => {
    const partitions = await log.lag(group, topics);
    if (stopped) return;
    for (const topic of topics) {
      const own = partitions.filter((partition) => partition.topic === topic);
      eventsLag.set(
        { group, topic },
        own.reduce((sum, { lag }) => sum + Number(lag), 0),
      );
    }
  };
  // While the log is down the last measure stands.
  const tryToMeasure = () => void measure().catch(() => {});
  const timer = setInterval(tryToMeasure, measureLagMs);
  timer.unref();
  tryToMeasure();
  return () => {
    stopped = true;
    clearInterval(timer);
    for (const topic of topics) eventsLag.remove({ group, topic });
  };
}
