/**
 * The log of events: what services publish to and consume from. Two adapters, one contract:
 * PostgreSQL and Apache Kafka.
 */

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
  /**
   * CloudEvents extension attributes (names in lower-case letters and digits), used for dead
   * letters. Never patient data.
   */
  attributes?: Readonly<Record<string, string>>;
  /** Protobuf. */
  payload: Uint8Array;
}

export interface ReceivedEvent extends EventMessage {
  partition: number;
  offset: bigint;
}

/**
 * A partition that waits: its event at `offset` is being tried again by whoever was handed it, and
 * nothing behind it is done.
 */
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
   * Gets the next events, in order per partition, again until it resolves; only then they are
   * committed. Partitions that it answers are parked until each resumes; the others go on.
   */
  handle(batch: readonly ReceivedEvent[]): Promise<readonly Parked[]>;
  /** Every failure that is retried: the log is down, or `handle` rejected. */
  onError?(error: unknown): void;
  /** Events per batch at most; 500. */
  batchSizeMax?: number;
  /**
   * After a batch that was not full, wait this long before the next, so that load makes batches
   * larger; 20.
   */
  lingerMs?: number;
  /**
   * Where a new group starts: at the oldest event (the default) or only with what is published from
   * now on.
   */
  fromStart?: boolean;
}

export interface Subscription {
  /**
   * Finishes the batch in hand, commits its offsets and leaves the group, so that another member
   * takes over at once.
   */
  stop(): Promise<void>;
}

export function partitionName({ topic, partition }: Pick<ReceivedEvent, "topic" | "partition">): string {
  return `${topic}/${partition}`;
}

/** Where the events of a topic go that a consumer gave up. */
export function deadLetterTopic(topic: string): string {
  return `${topic}.dlq`;
}

export interface PartitionLag {
  topic: string;
  partition: number;
  lag: bigint;
}

/**
 * Where a partition begins and ends, and where the group goes on; without a position of its own, at
 * the beginning.
 */
export interface PartitionPosition {
  topic: string;
  partition: number;
  /** The oldest event that is kept, or the end. */
  begin: bigint;
  /** The next event to be published. */
  end: bigint;
  /** Not before the beginning. */
  committed: bigint | undefined;
}

/** What a pruning came to. */
export interface Pruned {
  deleted: number;
  /** Groups that had been gone for so long that the log waits for them no more. */
  forgotten: readonly string[];
  /**
   * When the oldest event that is kept happened; undefined when there is none, or the log does not
   * say.
   */
  oldest: Date | undefined;
}

export interface EventLog {
  /**
   * Resolves when all events are durable; the order per key is kept. Rejects when any of them may
   * be missing.
   */
  publish(events: readonly EventMessage[]): Promise<void>;
  subscribe(options: SubscribeOptions): Promise<Subscription>;
  /** How many events the group has yet to consume, for each partition. */
  lag(group: string, topics: readonly string[]): Promise<PartitionLag[]>;
  positions(group: string, topics: readonly string[]): Promise<PartitionPosition[]>;
  /**
   * Lets a group that has no position begin with what is published from now on, and is durable when
   * it resolves. Where it has a position, or members, nothing changes.
   */
  beginAtEnd(group: string, topics: readonly string[]): Promise<void>;
  /** Removes what the log keeps of a group that has no members and will have none. */
  forget(group: string): Promise<void>;
  /**
   * Deletes events that happened before, and that no group waits for (on Kafka the brokers do, by
   * their topics' retention).
   */
  prune(before: Date): Promise<Pruned>;
  /** Lets the group consume the topics again from the oldest event that is kept. */
  rewind(group: string, topics: readonly string[]): Promise<void>;
  /**
   * Reads a topic from the oldest event that is kept to what is the end when it starts, outside of
   * any group.
   */
  scan(topic: string, each: (batch: readonly ReceivedEvent[]) => void): Promise<void>;
  healthy(): Promise<boolean>;
  /** Stops the subscriptions and closes the connections. */
  close(): Promise<void>;
}

export const partitionsPerTopic = 12;

/** What the group has yet to consume of each partition. */
export function lagsOf(positions: readonly PartitionPosition[]): PartitionLag[] {
  return positions.map(({ topic, partition, begin, end, committed = begin }) => {
    return { topic, partition, lag: end - committed };
  });
}
