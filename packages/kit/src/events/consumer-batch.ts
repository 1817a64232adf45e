import { setTimeout as sleep } from "node:timers/promises";
import { createLimit } from "../batching/parallel-limit.ts";
import { backOffMs } from "../batching/wake-up.ts";
import { isOutage, isStatementTimeout, isTransient, isWaitTimeout } from "../db/outage.ts";
import { type Parked, partitionName, type ReceivedEvent } from "../event-log/event-log.ts";
import { recordEventSpans } from "../observe/spans.ts";
import type { ConsumerOptions } from "./consumer-options.ts";
import { deadLetterOf } from "./dead-letters.ts";
import { takeNewEvents } from "./inbox.ts";
import { isUnreadable, whyUnreadable } from "./unreadable-event.ts";

/**
 * Statements that take too long are tried longer than other failures, since they may have waited
 * for somebody else.
 */
const slowAttemptsMax = 20;
/**
 * Failing events that are tried again at once, beside the batch in hand: the others keep their
 * connections.
 */
const retriesAtOnce = 2;

/**
 * What stands between the log and a handler: one transaction per batch, retries, dead letters. An
 * event that fails is tried again on its own while its partition waits; all other partitions go on.
 */
export function createBatchProcessor<Schema>(options: ConsumerOptions<Schema>) {
  const { group, types, logger } = options;
  const { apply, bury } = createHandling(options);
  const retries = createRetries(options, { apply, bury });
  /**
   * One by one; answers the first event that failed and may succeed later. What can't be read is
   * buried on the way.
   */
  const applyEach = async (events: readonly ReceivedEvent[]) => {
    for (const event of events) {
      try {
        await apply([event]);
      } catch (error) {
        if (isOutage(error)) throw error;
        if (!isUnreadable(error)) return { event, error };
        await bury(event, 1, error);
      }
    }
    return undefined;
  };
  const applyPartition = async (events: readonly ReceivedEvent[], isWhole: boolean) => {
    if (!isWhole && events.length > 1) {
      try {
        return await apply(events);
      } catch (error) {
        if (isOutage(error)) throw error;
      }
    }
    return applyEach(events);
  };
  const applyByPartition = async (events: readonly ReceivedEvent[]): Promise<Parked[]> => {
    const failed: { event: ReceivedEvent; error: unknown }[] = [];
    for (const own of Map.groupBy(events, partitionName).values()) {
      const failure = await applyPartition(own, own.length === events.length);
      if (failure) failed.push(failure);
    }
    // Only now that all have been tried: were the batch to come again, an event would be tried
    // twice at a time.
    return failed.map(({ event, error }) => retries.park(event, error));
  };

  return {
    async process(batch: readonly ReceivedEvent[]): Promise<Parked[]> {
      const wanted = types ? batch.filter(({ type }) => types.includes(type)) : batch;
      const events: ReceivedEvent[] = [];
      for (const event of wanted) {
        const why = whyUnreadable(event);
        if (why) await bury(event, 1, why);
        else events.push(event);
      }
      try {
        await apply(events);
        return [];
      } catch (error) {
        if (isOutage(error)) throw error;
        logger?.warn({ err: error, group, count: events.length }, "a batch failed: by partition now, then one by one");
      }
      return applyByPartition(events);
    },
    /**
     * Resolves when no event is being tried any more. To be called before the partitions are given
     * up.
     */
    stop: retries.stop,
  };
}

type Handling = {
  /** In one transaction, each event once. */
  apply(events: readonly ReceivedEvent[]): Promise<void>;
  /** Makes a dead letter of the event. */
  bury(event: ReceivedEvent, attempts: number, error: unknown): Promise<void>;
};

function createHandling<Schema>(options: ConsumerOptions<Schema>): Handling {
  const { database, log, group, repeatable = false, logger, metrics } = options;
  const count = (events: readonly ReceivedEvent[], outcome: string) => {
    for (const { topic, type } of events) metrics?.eventsProcessed.inc({ topic, type, outcome });
  };
  return {
    async apply(events) {
      if (events.length === 0) return;
      const startedAtMs = performance.now();
      const fresh = await database.db.transaction().execute(async (tx) => {
        const news = repeatable ? events : await takeNewEvents(tx, group, events);
        if (news.length > 0) await options.handle(tx, news);
        return news;
      });
      count(fresh, "processed");
      recordEventSpans(fresh, { group, failed: false, durationMs: performance.now() - startedAtMs });
    },
    async bury(event, attempts, error) {
      await log.publish([deadLetterOf(event, group, attempts, error)]);
      logger?.error({ err: error, ...nameOf(event), attempts }, "an event became a dead letter");
      count([event], "dead-letter");
    },
  };
}

/** Events that failed, each tried again on its own. */
function createRetries<Schema>(options: ConsumerOptions<Schema>, { apply, bury }: Handling) {
  const { maxAttempts = 5, backoffMs = 200, logger } = options;
  const stopping = new AbortController();
  const retrying = new Set<Promise<bigint>>();
  const inTurn = createLimit(retriesAtOnce);

  /** Answers where the partition goes on: behind the event, or before it when we stop first. */
  const retry = async (event: ReceivedEvent, firstError: unknown): Promise<bigint> => {
    let [failures, slow, waits] = [0, 0, 0];
    for (let error = firstError; ; ) {
      logger?.warn({ err: error, ...nameOf(event), failures, slow }, "an event failed");
      // A wait that was given up is not the event's fault: it is tried for as long as it takes.
      if (isOutage(error) || isTransient(error) || isWaitTimeout(error)) waits = Math.min(waits + 1, 4);
      else if (isStatementTimeout(error)) slow += 1;
      else failures += 1;
      try {
        if (failures >= maxAttempts || slow >= slowAttemptsMax || isUnreadable(error)) {
          await bury(event, failures + slow, error);
          return event.offset + 1n;
        }
        const delayMs = backOffMs(failures + waits - 1, backoffMs, 30_000);
        await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => {});
        if (stopping.signal.aborted) return event.offset;
        await inTurn(() => apply([event]));
        return event.offset + 1n;
      } catch (next) {
        if (stopping.signal.aborted) return event.offset;
        error = next;
      }
    }
  };
  return {
    park(event: ReceivedEvent, error: unknown): Parked {
      const resumeAt = retry(event, error);
      retrying.add(resumeAt);
      void resumeAt.finally(() => retrying.delete(resumeAt));
      return { topic: event.topic, partition: event.partition, offset: event.offset, resumeAt };
    },
    async stop(): Promise<void> {
      stopping.abort();
      await Promise.all(retrying);
    },
  };
}

function nameOf({ topic, partition, offset, id, type }: ReceivedEvent) {
  return { topic, partition, offset: String(offset), eventId: id, eventType: type };
}
