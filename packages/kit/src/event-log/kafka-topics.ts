import type { Admin } from "@platformatic/kafka";
import {
  ConfigResourceTypes,
  findErrorBy,
  IncrementalAlterConfigOperationTypes,
  ListOffsetTimestamps,
} from "@platformatic/kafka";
import { topics } from "@pms/contracts/events/events";
import { partitionsPerTopic } from "./event-log.ts";

export interface PartitionOffset {
  topic: string;
  partition: number;
  offset: bigint;
}

/**
 * Brokers delete by time alone, whether a group has consumed or not: so for at least as long as the
 * log on PostgreSQL waits for a group that is gone.
 */
const retentionMinMs = 30 * 86_400_000;
/** Dead letters wait for a person, however long. */
const isKeptForGood = (topic: string) => topic.endsWith(".dlq");
const configsOf = (topic: string, retentionMs: number) => [
  { name: "cleanup.policy", value: "delete" },
  { name: "retention.ms", value: isKeptForGood(topic) ? "-1" : String(Math.max(retentionMs, retentionMinMs)) },
  { name: "retention.bytes", value: "-1" },
];

/**
 * Creates the topics that are missing, with as many replicas as is the brokers'
 * `default.replication.factor`.
 */
export async function ensureTopics(admin: Admin, topics: readonly string[]): Promise<void> {
  const existing = new Set(await admin.listTopics());
  for (const topic of topics.filter((name) => !existing.has(name))) {
    await admin
      .createTopics({ topics: [topic], partitions: partitionsPerTopic, configs: configsOf(topic, retentionMinMs) })
      .catch((error) => {
        // Another process was quicker.
        if (!findErrorBy(error, "apiId", "TOPIC_ALREADY_EXISTS")) throw error;
      });
  }
}

/**
 * Sets how long the product's topics keep their events, also of those that somebody else has made.
 */
export async function setRetention(admin: Admin, retentionMs: number): Promise<void> {
  const own = new Set<string>(Object.values(topics));
  const existing = (await admin.listTopics()).filter((name) => own.has(name));
  if (existing.length === 0) return;
  await admin.incrementalAlterConfigs({
    resources: existing.map((resourceName) => ({
      resourceType: ConfigResourceTypes.TOPIC,
      resourceName,
      configs: configsOf(resourceName, retentionMs).map((config) => ({
        ...config,
        configOperation: IncrementalAlterConfigOperationTypes.SET,
      })),
    })),
  });
}

/** The oldest or the next offset of every partition of the topics. */
export async function listOffsets(
  admin: Admin,
  topics: readonly string[],
  which: "EARLIEST" | "LATEST",
): Promise<PartitionOffset[]> {
  const metadata = await admin.metadata({ topics: [...topics], forceUpdate: true });
  const answer = await admin.listOffsets({
    topics: topics.map((name) => ({
      name,
      partitions: Array.from({ length: metadata.topics.get(name)?.partitionsCount ?? 0 }, (_, partitionIndex) => {
        return { partitionIndex, timestamp: ListOffsetTimestamps[which] };
      }),
    })),
  });
  return answer.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex, offset }) => ({ topic: name, partition: partitionIndex, offset })),
  );
}

/**
 * What the group has committed, for each partition that it has committed at all: `topic/partition`
 * → offset.
 */
export async function listCommitted(admin: Admin, group: string): Promise<Map<string, bigint>> {
  const [found] = await admin.listConsumerGroupOffsets({ groups: [group] });
  const entries = (found?.topics ?? []).flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex, committedOffset }) => [`${name}/${partitionIndex}`, committedOffset] as const),
  );
  return new Map(entries.filter(([, offset]) => offset >= 0n));
}

/** Sets a group's offsets; the group must have no members. */
export async function setCommitted(admin: Admin, group: string, offsets: readonly PartitionOffset[]): Promise<void> {
  const byTopic = Map.groupBy(offsets, ({ topic }) => topic);
  const topics = [...byTopic].map(([name, partitionOffsets]) => ({ name, partitionOffsets }));
  if (topics.length > 0) await admin.alterConsumerGroupOffsets({ groupId: group, topics });
}
