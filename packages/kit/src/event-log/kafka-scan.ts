import { randomUUID } from "node:crypto";
import { type Admin, Consumer } from "@platformatic/kafka";
import type { ReceivedEvent } from "./event-log.ts";
import { connectionOf, type KafkaConfig } from "./kafka-connection.ts";
import { deserializers, toReceivedEvent } from "./kafka-messages.ts";
import { listOffsets } from "./kafka-topics.ts";

/**
 * Reads a topic from its oldest event to what is the end now, in a group made for it and removed
 * afterwards.
 */
export async function scanKafkaTopic(
  config: KafkaConfig,
  admin: Admin,
  topic: string,
  each: (batch: readonly ReceivedEvent[]) => void,
): Promise<void> {
  const starts = await listOffsets(admin, [topic], "EARLIEST");
  const ends = await listOffsets(admin, [topic], "LATEST");
  const startOf = new Map(starts.map(({ partition, offset }) => [partition, offset]));
  const open = new Map(
    ends.filter((end) => end.offset > (startOf.get(end.partition) ?? 0n)).map((end) => [end.partition, end.offset]),
  );
  if (open.size === 0) return;

  const groupId = `scan-${randomUUID()}`;
  const consumer = new Consumer({
    ...connectionOf(config),
    groupId,
    deserializers,
    retries: 1,
  });
  try {
    const stream = await consumer.consume({
      topics: [topic],
      autocommit: false,
      mode: "manual",
      offsets: starts,
      maxWaitTime: 100,
    });
    for await (const message of stream) {
      const end = open.get(message.partition);
      if (end === undefined) continue;
      if (message.offset < end) each([toReceivedEvent(message)]);
      if (message.offset + 1n >= end) open.delete(message.partition);
      if (open.size === 0) break;
    }
  } finally {
    await consumer.close(true).catch(() => {});
    await admin.deleteGroups({ groups: [groupId] }).catch(() => {});
  }
}
