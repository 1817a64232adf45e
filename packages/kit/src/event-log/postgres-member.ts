import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { partitionsPerTopic, type ReceivedEvent, type SubscribeOptions, type Subscription } from "./event-log.ts";
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
import { backOffMs, createWakeUp } from "./wake-up.ts";

const lingerMaxMs = 100;

/**
 * Joins a consumer group and works until it is stopped. One loop: settle who owns what, read the next events of all own
 * partitions at once, hand them over, commit. Partitions are given up in the loop, hence never with a batch in hand. What
 * goes wrong is told to `onError` and tried again.
 */
export async function startMember(pool: Pool, listener: Listener, options: SubscribeOptions): Promise<Subscription> {
  const { group, topics, onError = () => {}, lingerMs = 20, fromStart = true } = options;
  const member: Member = { group, id: randomUUID(), topics, fromStart };
  const published = createWakeUp();
  const stopped = createWakeUp();
  let stopping = false;

  const turn = createTurn(pool, member, options);
  const work = async () => {
    let failures = 0;
    let delayMs = lingerMs;
    while (!stopping) {
      try {
        const result = await turn.take();
        failures = 0;
        if (stopping) break;
        // Load makes batches larger: what is published during the linger comes with the next batch, and the longer it
        // goes on, the longer they are collected.
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
        await leaveGroup(pool, member).catch(onError);
      }
      await working;
    },
  };
}

/** How much a turn found: nothing, less than a full batch, or a full one. */
type Found = "none" | "some" | "full";

function createTurn(pool: Pool, member: Member, options: SubscribeOptions) {
  const { handle, onError = () => {}, batchSizeMax = 500 } = options;
  let owned: OwnedPartition[] = [];
  let joinedAt = Number.NEGATIVE_INFINITY;
  let topicsExist = false;

  const join = async () => {
    if (!topicsExist) {
      for (const topic of member.topics) await ensureTopic(pool, topic);
      topicsExist = true;
    }
    owned = await joinGroup(pool, member);
    joinedAt = performance.now();
  };
  const forget = () => {
    joinedAt = Number.NEGATIVE_INFINITY;
  };
  const read = async () => {
    // Another partition comes first each time, so that a busy one cannot starve the others.
    owned.push(...owned.splice(0, 1));
    return owned.length === 0 ? [] : await readNext(pool, owned, batchSizeMax);
  };
  const hand = async (batch: readonly ReceivedEvent[]) => {
    const renewal = setInterval(() => void renewLease(pool, member).catch(onError), heartbeatMs);
    try {
      await handle(batch);
    } finally {
      clearInterval(renewal);
    }
  };
  const take = async (): Promise<Found> => {
    const mustJoin = performance.now() - joinedAt >= heartbeatMs;
    if (mustJoin) await join();
    if (mustJoin && owned.every((p) => p.position >= p.nextOffset)) return "none";
    const batch = await read();
    if (batch.length === 0) return "none";
    await hand(batch);
    const done = advance(owned, batch);
    if (!(await commitOffsets(pool, member, done))) forget();
    return batch.length < batchSizeMax ? "some" : "full";
  };
  return { take, join, forget };
}

/** Moves the positions behind the batch and answers the partitions that moved. */
function advance(owned: readonly OwnedPartition[], batch: readonly ReceivedEvent[]): OwnedPartition[] {
  const next = new Map(batch.map((event) => [`${event.topic}/${event.partition}`, event.offset + 1n]));
  return owned.filter((p) => {
    const position = next.get(`${p.topic}/${p.partition}`);
    if (position !== undefined) p.position = position;
    return position !== undefined;
  });
}

/** Creates the topic when it does not exist; answers how many partitions it has. */
export async function ensureTopic(pool: Pool, topic: string): Promise<number> {
  const { rows } = await pool.query<{ partitions: number }>("SELECT event_log_ensure_topic($1, $2) AS partitions", [
    topic,
    partitionsPerTopic,
  ]);
  return rows[0]?.partitions ?? partitionsPerTopic;
}
