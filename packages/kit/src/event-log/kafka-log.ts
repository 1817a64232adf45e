import { Admin, compatibilityPartitioner, findErrorBy, ProduceAcks, Producer } from "@platformatic/kafka";
import {
  type EventLog,
  type EventMessage,
  lagsOf,
  type PartitionPosition,
  type SubscribeOptions,
  type Subscription,
} from "./event-log.ts";
import { connectionOf, type KafkaConfig } from "./kafka-connection.ts";
import { startKafkaMember } from "./kafka-member.ts";
import { serializers, toKafkaMessage } from "./kafka-messages.ts";
import { scanKafkaTopic } from "./kafka-scan.ts";
import { ensureTopics, listCommitted, listOffsets, setCommitted, setRetention } from "./kafka-topics.ts";

/**
 * Opens the event log on Apache Kafka. Connects when first used; topics are created when first
 * named.
 */
export function openKafkaLog(config: KafkaConfig): EventLog {
  const client = { ...connectionOf(config), retries: 2, retryDelay: 250 };
  const admin = new Admin(client);
  const publish = createPublish(config, admin);
  let retentionSet = false;
  const subscriptions = new Map<
    Subscription,
    { options: SubscribeOptions; restart(): Promise<void>; pause(): Promise<void> }
  >();

  return {
    publish: publish.publish,
    async subscribe(options) {
      let member = await startKafkaMember(config, admin, options);
      const subscription = {
        async stop() {
          subscriptions.delete(subscription);
          await member.stop();
        },
      };
      subscriptions.set(subscription, {
        options,
        pause: () => member.stop(),
        async restart() {
          member = await startKafkaMember(config, admin, options);
        },
      });
      return subscription;
    },
    lag: async (group, topics) => lagsOf(await readPositions(admin, group, topics)),
    async positions(group, topics) {
      await ensureTopics(admin, topics);
      return readPositions(admin, group, topics);
    },
    async beginAtEnd(group, topics) {
      await ensureTopics(admin, topics);
      const missing = (await readPositions(admin, group, topics)).filter(({ committed }) => committed === undefined);
      await setCommitted(
        admin,
        group,
        missing.map(({ topic, partition, end }) => ({ topic, partition, offset: end })),
      );
    },
    async forget(group) {
      await admin.deleteGroups({ groups: [group] }).catch((error: Error) => {
        if (!findErrorBy(error, "apiId", "GROUP_ID_NOT_FOUND")) throw error;
      });
    },
    async prune(before) {
      if (!retentionSet)
        await setRetention(admin, Date.now() - before.getTime()).catch((error: Error) => {
          // Where each service has a user of its own, the operator changes topics; they were made
          // with the retention of that time.
          if (!findErrorBy(error, "apiId", "TOPIC_AUTHORIZATION_FAILED")) throw error;
        });
      retentionSet = true;
      return { deleted: 0, forgotten: [], oldest: undefined };
    },
    async rewind(group, topics) {
      // Kafka takes offsets from outside only while the group has no members; members elsewhere
      // make it refuse.
      const own = [...subscriptions.values()].filter(({ options }) => options.group === group);
      await Promise.all(own.map(({ pause }) => pause()));
      try {
        await setCommitted(admin, group, await listOffsets(admin, topics, "EARLIEST"));
      } finally {
        await Promise.all(own.map(({ restart }) => restart()));
      }
    },
    async scan(topic, each) {
      await ensureTopics(admin, [topic]);
      await scanKafkaTopic(config, admin, topic, each);
    },
    async healthy() {
      return admin.listTopics().then(
        () => true,
        () => false,
      );
    },
    async close() {
      await Promise.all([...subscriptions.keys()].map((subscription) => subscription.stop()));
      await publish.close();
      await admin.close().catch(() => {});
    },
  };
}

/** One batch after the other: while one is uncertain, a later one could overtake it. */
function createPublish(config: KafkaConfig, admin: Admin) {
  const producer = new Producer<string, Buffer, string, string>({
    ...connectionOf(config),
    serializers,
    idempotent: true,
    acks: ProduceAcks.ALL,
    // The same as the Java client's, so that others who publish agree on the partition of a key.
    partitioner: compatibilityPartitioner,
    // A topic that was just created has no leaders yet; a busy broker takes a second or two to
    // elect them.
    retries: 12,
    retryDelay: 250,
  });
  const known = new Set<string>();
  let before: Promise<unknown> = Promise.resolve();

  const send = async (events: readonly EventMessage[]) => {
    const missing = [...new Set(events.map(({ topic }) => topic))].filter((topic) => !known.has(topic));
    if (missing.length > 0) {
      await ensureTopics(admin, missing);
      for (const topic of missing) known.add(topic);
    }
    const { unwritableNodes = [] } = await producer.send({ messages: events.map(toKafkaMessage) });
    if (unwritableNodes.length > 0) throw new Error("a broker did not take the events");
  };
  return {
    async publish(events: readonly EventMessage[]): Promise<void> {
      if (events.length === 0) return;
      const sent = before.then(() => send(events));
      before = sent.catch(() => {});
      await sent;
    },
    async close() {
      await before;
      await producer.close().catch(() => {});
    },
  };
}

async function readPositions(admin: Admin, group: string, topics: readonly string[]): Promise<PartitionPosition[]> {
  const committed = await listCommitted(admin, group);
  const starts = await listOffsets(admin, topics, "EARLIEST");
  const startOf = new Map(starts.map(({ topic, partition, offset }) => [`${topic}/${partition}`, offset]));
  const ends = await listOffsets(admin, topics, "LATEST");
  return ends.map(({ topic, partition, offset: end }) => {
    const name = `${topic}/${partition}`;
    const [begin, at] = [startOf.get(name) ?? 0n, committed.get(name)];
    return { topic, partition, begin, end, committed: at !== undefined && at < begin ? begin : at };
  });
}
