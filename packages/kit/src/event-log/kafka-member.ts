import { type Admin, Consumer } from "@platformatic/kafka";
import { backOffMs, createWakeUp, type WakeUp } from "../batching/wake-up.ts";
import { partitionName, type SubscribeOptions, type Subscription } from "./event-log.ts";
import { connectionOf, type KafkaConfig } from "./kafka-connection.ts";
import { deserializers, type KafkaMessage, toReceivedEvent } from "./kafka-messages.ts";
import type { Resumed } from "./kafka-parking.ts";
import { type KafkaConsumer, openSource } from "./kafka-source.ts";
import { ensureTopics, listCommitted, listOffsets, setCommitted } from "./kafka-topics.ts";

/**
 * Joins a consumer group and works until it is stopped. A connection or membership that is lost is
 * made again.
 */
export async function startKafkaMember(
  config: KafkaConfig,
  admin: Admin,
  options: SubscribeOptions,
): Promise<Subscription> {
  const { group, topics, fromStart = true, onError = () => {} } = options;
  const stopped = createWakeUp();
  let stopping = false;

  const prepare = async () => {
    await ensureTopics(admin, topics);
    if (!fromStart) await beginAtEnd(admin, group, topics);
  };
  const work = async (prepared: boolean) => {
    let failures = 0;
    for (let ready = prepared; !stopping; ) {
      const consumer = openConsumer(config, group);
      try {
        if (!ready) await prepare();
        ready = true;
        await consume(consumer, options, stopped, () => {
          failures = 0;
          return stopping;
        });
      } catch (error) {
        if (!stopping) onError(error);
      }
      await consumer.close(true).catch(() => {});
      if (!stopping) await stopped.wait(backOffMs(failures++, 100, 3_000));
    }
  };

  const prepared = await prepare().then(
    () => true,
    (error) => {
      onError(error);
      return false;
    },
  );
  const working = work(prepared);
  return {
    async stop() {
      stopping = true;
      stopped.call();
      await working;
    },
  };
}

function openConsumer(config: KafkaConfig, groupId: string): KafkaConsumer {
  return new Consumer({
    ...connectionOf(config),
    groupId,
    deserializers,
    sessionTimeout: 6_000,
    heartbeatInterval: 1_000,
    rebalanceTimeout: 10_000,
    retries: 1,
  });
}

/**
 * A group that has never committed begins with what is published from now on, on every member
 * alike.
 */
async function beginAtEnd(admin: Admin, group: string, topics: readonly string[]): Promise<void> {
  const committed = await listCommitted(admin, group);
  const ends = await listOffsets(admin, topics, "LATEST");
  const missing = ends.filter(({ topic, partition }) => !committed.has(`${topic}/${partition}`));
  // Refused when the group has members: then the first of them has done this.
  await setCommitted(admin, group, missing).catch(() => {});
}

/**
 * Hands the messages over in batches, each until it succeeds, and commits; until told to stop or
 * the stream breaks.
 */
async function consume(
  consumer: KafkaConsumer,
  { topics, handle, onError = () => {}, batchSizeMax = 500, lingerMs = 20 }: SubscribeOptions,
  stopped: WakeUp,
  mustStop: () => boolean,
): Promise<void> {
  const source = await openSource(consumer, topics);
  const { parking } = source;
  const commit = async (offsets: readonly Resumed[]) => {
    // A refused commit costs a second delivery; the client finds its way back into the group by
    // itself.
    if (offsets.length > 0) await consumer.commit({ offsets: [...offsets] }).catch(onError);
  };
  const hand = async (batch: readonly KafkaMessage[]) => {
    const waiting = await handle(batch.map(toReceivedEvent));
    const limits = new Map(waiting.map((place) => [partitionName(place), place.offset]));
    const done = batch.filter(
      (message) => message.offset < (limits.get(partitionName(message)) ?? message.offset + 1n),
    );
    for (const place of waiting) parking.park(place, batch);
    await commit(lastOffsets(done.filter(source.isOurs)));
  };
  while (!mustStop()) {
    await commit(parking.resume().filter(source.isOurs));
    const batch = await source.take(batchSizeMax);
    if (batch.length === 0) {
      await Promise.race([source.arrived.wait(1_000), stopped.wait(1_000)]);
      continue;
    }
    for (let failures = 0; !mustStop() && source.isCurrent(); failures++) {
      try {
        await hand(batch);
        break;
      } catch (error) {
        onError(error);
        await stopped.wait(backOffMs(failures, 100, 3_000));
      }
    }
    if (batch.length < batchSizeMax && !mustStop()) await stopped.wait(lingerMs);
  }
  await commit(parking.resume().filter(source.isOurs));
}

function lastOffsets(messages: readonly KafkaMessage[]): Resumed[] {
  const last = new Map(messages.map((message) => [partitionName(message), message]));
  return [...last.values()].map(({ topic, partition, offset, leaderEpoch }) => {
    return { topic, partition, offset: offset + 1n, leaderEpoch };
  });
}
