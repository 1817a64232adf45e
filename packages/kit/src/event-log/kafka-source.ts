import type { Consumer, MessagesStream } from "@platformatic/kafka";
import { createWakeUp } from "../batching/wake-up.ts";
import type { KafkaMessage } from "./kafka-messages.ts";
import { createParking } from "./kafka-parking.ts";

export type KafkaConsumer = Consumer<string, Buffer, string, string>;
type Stream = MessagesStream<string, Buffer, string, string>;

/**
 * The messages of our partitions that do not wait. A rebalance brings a new stream: the old one
 * keeps positions of partitions that went away, and would skip messages later.
 */
export async function openSource(consumer: KafkaConsumer, topics: readonly string[]) {
  const arrived = createWakeUp();
  const parking = createParking(arrived.call);
  let generation = 0;
  let failure: unknown;
  consumer.on("consumer:group:join", () => {
    generation++;
    arrived.call();
  });
  const open = async (): Promise<Stream> => {
    const opened = await streamOf(consumer, topics);
    opened.on("readable", arrived.call);
    opened.on("error", (error) => {
      if (stream !== opened) return;
      failure = error;
      arrived.call();
    });
    return opened;
  };
  let stream: Stream | undefined;
  stream = await open();
  let streamGeneration = generation;
  async function openAnew(): Promise<void> {
    streamGeneration = generation;
    const old = stream;
    // Opened before the old one is closed: without any stream the client would leave the topics.
    stream = await open();
    parking.forget();
    old?.destroy();
  }

  return {
    arrived,
    parking,
    isCurrent: () => generation === streamGeneration,
    isOurs: ({ topic, partition }: Pick<KafkaMessage, "topic" | "partition">) =>
      consumer.assignments?.some((own) => own.topic === topic && own.partitions.includes(partition)) ?? false,
    async take(count: number): Promise<KafkaMessage[]> {
      if (failure) throw failure;
      if (generation !== streamGeneration || parking.mustReread()) await openAnew();
      if (!stream || stream.destroyed) throw new Error("the stream of events ended");
      const messages: KafkaMessage[] = [];
      while (messages.length < count) {
        const message = parking.next() ?? next(stream);
        if (message === null) break;
        if (!parking.keep(message)) messages.push(message);
      }
      return messages;
    },
  };
}

/** From where the group is, or from the beginning; positions are committed by who has taken messages. */
function streamOf(consumer: KafkaConsumer, topics: readonly string[]): Promise<Stream> {
  return consumer.consume({
    topics: [...topics],
    autocommit: false,
    mode: "committed",
    fallbackMode: "earliest",
    maxWaitTime: 1_000,
  });
}

/** A message that has arrived, or null. Readable does not say what it holds. */
function next(stream: Stream): KafkaMessage | null {
  return stream.read();
}
