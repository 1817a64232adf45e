import { type Parked, partitionName } from "./event-log.ts";
import type { KafkaMessage } from "./kafka-messages.ts";

/** Messages kept in all for partitions that wait; beyond that they are dropped and read again. */
const keptMax = 5_000;

export type Resumed = { topic: string; partition: number; offset: bigint; leaderEpoch: number };

/**
 * The partitions that wait, and what has come of them meanwhile: the client's stream has one order
 * for all partitions.
 */
export function createParking(wake: () => void) {
  const places = new Map<string, { place: Parked; kept: KafkaMessage[]; leaderEpoch: number }>();
  let released: KafkaMessage[] = [];
  let ended: { name: string; offset: bigint }[] = [];
  let keptCount = 0;
  let dropped = false;

  const keep = (message: KafkaMessage) => {
    const place = places.get(partitionName(message));
    if (!place) return false;
    if (keptCount >= keptMax) dropped = true;
    else if (message.offset >= place.place.offset) {
      place.kept.push(message);
      keptCount += 1;
    }
    return true;
  };
  return {
    /** Parks the partition; what the batch holds of it beyond the offset is kept. */
    park(place: Parked, batch: readonly KafkaMessage[]) {
      const name = partitionName(place);
      const own = batch.filter((message) => partitionName(message) === name);
      places.set(name, { place, kept: [], leaderEpoch: own[0]?.leaderEpoch ?? 0 });
      own.forEach(keep);
      void place.resumeAt.then((offset) => {
        ended.push({ name, offset });
        wake();
      });
    },
    /** True when the message's partition waits: it comes later. */
    keep,
    /** The next message of a partition that has resumed. */
    next(): KafkaMessage | undefined {
      for (;;) {
        const message = released.shift();
        if (!message || !keep(message)) return message;
      }
    },
    /** Ends the waits that are over; answers what is to be committed for it. */
    resume(): Resumed[] {
      const resumed = ended.flatMap(({ name, offset }) => {
        const own = places.get(name);
        if (!own) return [];
        places.delete(name);
        keptCount -= own.kept.length;
        released.push(...own.kept.filter((message) => message.offset >= offset));
        const { topic, partition, offset: from } = own.place;
        return offset > from ? [{ topic, partition, offset, leaderEpoch: own.leaderEpoch }] : [];
      });
      ended = [];
      return resumed;
    },
    /**
     * Whether messages are missing that were dropped, so that the stream has to be read again from
     * what is committed.
     */
    mustReread: () => dropped,
    /** The stream begins again: what was kept comes again. */
    forget() {
      for (const place of places.values()) place.kept = [];
      released = [];
      keptCount = 0;
      dropped = false;
    },
  };
}
