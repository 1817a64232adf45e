import type { ConsumerOptions } from "./consumer.ts";
import { deadLetterOf } from "./dead-letters.ts";
import type { ReceivedEvent } from "./event-log/event-log.ts";
import { backOffMs, createWakeUp } from "./event-log/wake-up.ts";
import { takeNewEvents } from "./inbox.ts";
import { isOutage, isStatementTimeout, isTransient, isWaitTimeout } from "./outage.ts";

/** Statements that take too long are tried longer than other failures, since they may have waited for somebody else. */
const slowAttemptsMax = 20;

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
  const bury = async (event: ReceivedEvent, attempts: number, error: unknown) => {
    await log.publish([deadLetterOf(event, group, attempts, error)]);
    logger?.error({ err: error, ...nameOf(event), attempts }, "an event became a dead letter");
    count([event], "dead-letter");
  };
  const applyOrBury = async (event: ReceivedEvent) => {
    let [failures, slow] = [0, 0];
    for (;;) {
      try {
        return await apply([event]);
      } catch (error) {
        // The log hands the event over again, for as long as it takes.
        if (isOutage(error) || stopped) throw error;
        logger?.warn({ err: error, ...nameOf(event), failures, slow }, "an event failed");
        // A wait that was given up is not the event's fault: it is tried for as long as it takes, and what comes after it waits.
        if (!isTransient(error) && !isWaitTimeout(error)) {
          const isSlow = isStatementTimeout(error);
          const attempts = isSlow ? ++slow : ++failures;
          if (attempts >= (isSlow ? slowAttemptsMax : maxAttempts)) return bury(event, attempts, error);
        }
        await stopping.wait(backOffMs(failures, backoffMs, 30_000));
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
