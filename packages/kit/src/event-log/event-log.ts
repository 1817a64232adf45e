/** The log of events: what services publish to and consume from. Two adapters, one contract: PostgreSQL and Apache Kafka. */

export interface EventMessage {
  topic: string;
  /** The aggregate's id. Events of one key keep their order. */
  key: string;
  /** UUID, CloudEvents `id`: the same for every copy of an event that is delivered twice. */
  id: string;
  type: string;
  source: string;
  /** ISO 8601, when it happened. */
  time: string;
  traceparent?: string;
  /** CloudEvents extension attributes (names in lower-case letters and digits), used for dead letters. Never patient data. */
  attributes?: Readonly<Record<string, string>>;
  /** Protobuf. */
  payload: Uint8Array;
}

export interface ReceivedEvent extends EventMessage {
  partition: number;
  offset: bigint;
}

/** A partition that waits: its event at `offset` is being tried again by whoever was handed it, and nothing behind it is done. */
export interface Parked {
  topic: string;
  partition: number;
  offset: bigint;
  /** Resolves, and never rejects, with the offset where the partition goes on. */
  resumeAt: Promise<bigint>;
}

export interface SubscribeOptions {
  group: string;
  topics: readonly string[];
  /**
   * Gets the next events, those of one partition in order; a batch may hold events of several partitions. Their offsets are
   * committed only after it resolves. When it rejects, the same events come again after a back-off, before any later ones.
   * Partitions that it answers are parked: their later events come when each resumes, and the others go on.
   */
  handle(batch: readonly ReceivedEvent[]): Promise<readonly Parked[]>;
  /** Every failure that is retried: the log is down, or `handle` rejected. */
  onError?(error: unknown): void;
  /** Events per batch at most; 500. */
  batchSizeMax?: number;
  /** After a batch that was not full, wait this long before the next, so that load makes batches larger; 20. */
  lingerMs?: number;
  /** Where a new group starts: at the oldest event (the default) or only with what is published from now on. */
  fromStart?: boolean;
}

export interface Subscription {
  /** Finishes the batch in hand, commits its offsets and leaves the group, so that another member takes over at once. */
  stop(): Promise<void>;
}

export function partitionName({ topic, partition }: Pick<ReceivedEvent, "topic" | "partition">): string {
  return `${topic}/${partition}`;
}

export interface PartitionLag {
  topic: string;
  partition: number;
  lag: bigint;
}

export interface EventLog {
  /** Resolves when all events are durable; the order per key is kept. Rejects when any of them may be missing. */
  publish(events: readonly EventMessage[]): Promise<void>;
  subscribe(options: SubscribeOptions): Promise<Subscription>;
  /** How many events the group has yet to consume, for each partition. */
  lag(group: string, topics: readonly string[]): Promise<PartitionLag[]>;
  /** Lets the group consume the topics again from the oldest event. */
  rewind(group: string, topics: readonly string[]): Promise<void>;
  /** Reads a topic from the oldest event to what is the end when it starts, outside of any group. */
  scan(topic: string, each: (batch: readonly ReceivedEvent[]) => void): Promise<void>;
  healthy(): Promise<boolean>;
  /** Stops the subscriptions and closes the connections. */
  close(): Promise<void>;
}

export const partitionsPerTopic = 12;
