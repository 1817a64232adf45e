import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { backOffMs, createWakeUp } from "../batching/wake-up.ts";
import { runForOne, statement } from "../db/statement.ts";
import {
  type Parked,
  partitionName,
  partitionsPerTopic,
  type ReceivedEvent,
  type SubscribeOptions,
  type Subscription,
} from "./event-log.ts";
import {
  commitOffsets,
  heartbeatMs,
  joinGroup,
  leaveGroup,
  type Member,
  type OwnedPartition,
  readNext,
  renewLease,
} from "./postgres-group.ts";
import type { Listener } from "./postgres-listener.ts";

const lingerMaxMs = 100;

/**
 * Joins a consumer group and works until it is stopped: share the partitions, read, hand over,
 * commit. Partitions are given up between batches alone. What goes wrong is tried again.
 */
export async function startMember(pool: Pool, listener: Listener, options: SubscribeOptions): Promise<Subscription> {
  const { group, topics, onError = () => {}, lingerMs = 20, fromStart = true } = options;
  const member: Member = { group, id: randomUUID(), topics, fromStart };
  const published = createWakeUp();
  const stopped = createWakeUp();
  let stopping = false;

  const turn = createTurn(pool, member, options, published.call);
  const work = async () => {
    let failures = 0;
    let delayMs = lingerMs;
    while (!stopping) {
      try {
        const result = await turn.take();
        failures = 0;
        if (stopping) break;
        // Load makes batches larger: the longer it goes on, the longer events are collected.
        if (result === "some") {
          await stopped.wait(delayMs);
          delayMs = Math.max(lingerMs, Math.min(lingerMaxMs, delayMs * 2));
        }
        if (result === "none") {
          delayMs = lingerMs;
          await published.wait(heartbeatMs);
        }
      } catch (error) {
        onError(error);
        turn.forget();
        if (!stopping) await stopped.wait(backOffMs(failures++, 100, 3_000));
      }
    }
  };

  await turn.join().catch(onError);
  const unsubscribe = listener.onPublish(topics, published.call);
  const working = work();
  return {
    async stop() {
      if (!stopping) {
        stopping = true;
        unsubscribe();
        published.call();
        stopped.call();
        await working;
        await turn.resume().catch(onError);
        await leaveGroup(pool, member).catch(onError);
      }
      await working;
    },
  };
}

/** How much a turn found: nothing, less than a full batch, or a full one. */
type Found = "none" | "some" | "full";

function createTurn(pool: Pool, member: Member, options: SubscribeOptions, wake: () => void) {
  const { handle, onError = () => {}, batchSizeMax = 500 } = options;
  let owned: OwnedPartition[] = [];
  let joinedAt = Number.NEGATIVE_INFINITY;
  let topicsExist = false;
  const parked = new Map<string, Parked>();
  let resumed: { place: Parked; offset: bigint }[] = [];

  const isParked = (partition: OwnedPartition) => parked.has(partitionName(partition));
  const park = (place: Parked) => {
    parked.set(partitionName(place), place);
    void place.resumeAt.then((offset) => {
      resumed.push({ place, offset });
      wake();
    });
  };
  const forget = () => {
    joinedAt = Number.NEGATIVE_INFINITY;
  };
  /**
   * Commits what was done meanwhile. A partition that was taken or rewound is read from where it
   * stands.
   */
  const resume = async () => {
    const moved: OwnedPartition[] = [];
    for (const { place, offset } of resumed) {
      parked.delete(partitionName(place));
      const own = owned.find((partition) => partitionName(partition) === partitionName(place));
      if (!own || own.position !== place.offset || own.position === offset) continue;
      own.position = offset;
      moved.push(own);
    }
    resumed = [];
    if (moved.length > 0 && !(await commitOffsets(pool, member, moved))) forget();
  };
  const join = async () => {
    if (!topicsExist) {
      for (const topic of member.topics) await ensureTopic(pool, topic);
      topicsExist = true;
    }
    owned = await joinGroup(pool, member);
    joinedAt = performance.now();
  };
  const read = async () => {
    // Another partition comes first each time, so that a busy one cannot starve the others.
    owned.push(...owned.splice(0, 1));
    const free = owned.filter((partition) => !isParked(partition));
    return free.length === 0 ? [] : await readNext(pool, free, batchSizeMax);
  };
  const hand = async (batch: readonly ReceivedEvent[]) => {
    const renewal = setInterval(() => void renewLease(pool, member).catch(onError), heartbeatMs);
    try {
      return await handle(batch);
    } finally {
      clearInterval(renewal);
    }
  };
  const take = async (): Promise<Found> => {
    await resume();
    const mustJoin = performance.now() - joinedAt >= heartbeatMs;
    if (mustJoin) await join();
    if (mustJoin && owned.every((p) => isParked(p) || p.position >= p.nextOffset)) return "none";
    const batch = await read();
    if (batch.length === 0) return "none";
    const waiting = await hand(batch);
    const done = advance(owned, batch, waiting);
    for (const place of waiting) park(place);
    if (done.length > 0 && !(await commitOffsets(pool, member, done))) forget();
    return batch.length < batchSizeMax ? "some" : "full";
  };
  return { take, join, forget, resume };
}

/**
 * Moves the positions behind the batch, or to where a partition waits, and answers the partitions
 * that moved.
 */
function advance(
  owned: readonly OwnedPartition[],
  batch: readonly ReceivedEvent[],
  waiting: readonly Parked[],
): OwnedPartition[] {
  const next = new Map(batch.map((event) => [partitionName(event), event.offset + 1n]));
  for (const place of waiting) next.set(partitionName(place), place.offset);
  return owned.filter((p) => {
    const position = next.get(partitionName(p)) ?? p.position;
    const moves = position !== p.position;
    p.position = position;
    return moves;
  });
}

/** Creates the topic when it does not exist; answers how many partitions it has. */
export async function ensureTopic(pool: Pool, topic: string): Promise<number> {
  const ensured = statement(
    "ensure-topic",
  )`SELECT event_log_ensure_topic(${topic}, ${partitionsPerTopic}) AS partitions`;
  return (await runForOne<{ partitions: number }>(pool, ensured))?.partitions ?? partitionsPerTopic;
}
