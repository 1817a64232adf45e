import type { ConsumerOptions } from "./consumer.ts";
import { deadLetterOf } from "./dead-letters.ts";
import type { ReceivedEvent } from "./event-log/event-log.ts";
import { backOffMs, createWakeUp } from "./event-log/wake-up.ts";
import { takeNewEvents } from "./inbox.ts";
import { isOutage, isTimeout, isTransient } from "./outage.ts";

/** What stands between the log and a handler: one transaction per batch, retries, dead letters. */
export function createBatchProcessor<Schema>(options: ConsumerOptions<Schema>) {
  const {
    database,
    log,
    group,
    types,
    repeatable = false,
    maxAttempts = 5,
    backoffMs = 200,
    logger,
    metrics,
  } = options;
  const stopping = createWakeUp();
  let stopped = false;

  const count = (events: readonly ReceivedEvent[], outcome: string) => {
    for (const { topic, type } of events) metrics?.eventsProcessed.inc({ topic, type, outcome });
  };
  const apply = async (batch: readonly ReceivedEvent[]) => {
    const events = types ? batch.filter(({ type }) => types.includes(type)) : batch;
    if (events.length === 0) return;
    const fresh = await database.db.transaction().execute(async (tx) => {
      const news = repeatable ? events : await takeNewEvents(tx, group, events);
      if (news.length > 0) await options.handle(tx, news);
      return news;
    });
    count(fresh, "processed");
  };
  const applyOrBury = async (event: ReceivedEvent) => {
    for (let attempt = 1; ; ) {
      try {
        return await apply([event]);
      } catch (error) {
        // The log hands the event over again, for as long as it takes.
        if (isOutage(error) || stopped) throw error;
        logger?.warn({ err: error, ...nameOf(event), attempt }, "an event failed");
        // Not the event's fault: it is tried for as long as it takes, and what comes after it waits.
        const passes = isTransient(error) || isTimeout(error);
        if (attempt >= maxAttempts && !passes) {
          await log.publish([deadLetterOf(event, group, attempt, error)]);
          logger?.error({ err: error, ...nameOf(event), attempts: attempt }, "an event became a dead letter");
          count([event], "dead-letter");
          return;
        }
        if (!passes) attempt++;
        await stopping.wait(backOffMs(attempt - 1, backoffMs, 30_000));
      }
    }
  };

  return {
    async process(batch: readonly ReceivedEvent[]): Promise<void> {
      try {
        return await apply(batch);
      } catch (error) {
        if (isOutage(error)) throw error;
        if (batch.length > 1)
          logger?.warn({ err: error, group, count: batch.length }, "a batch failed: one by one now");
      }
      for (const event of batch) await applyOrBury(event);
    },
    giveUpWaiting() {
      stopped = true;
      stopping.call();
    },
  };
}

function nameOf({ topic, partition, offset, id, type }: ReceivedEvent) {
  return { topic, partition, offset: String(offset), eventId: id, eventType: type };
}
