import type { Pool } from "pg";
import { constant, run, statement } from "../db/statement.ts";
import type { ReceivedEvent } from "./event-log.ts";
import { type EventRow, eventColumns, toReceivedEvent } from "./postgres-rows.ts";

export const heartbeatMs = 1_000;
/** A member that has not been heard of for this long loses its partitions. */
const leaseMs = 4_000;

export interface Member {
  group: string;
  id: string;
  topics: readonly string[];
  fromStart: boolean;
}

export interface OwnedPartition {
  topic: string;
  partition: number;
  generation: string;
  /** The offset to read next: everything before it has been processed and committed. */
  position: bigint;
  nextOffset: bigint;
}

interface OwnedRow {
  topic: string;
  partition: number;
  generation: string;
  committed: string;
  next_offset: string;
}

/**
 * Renews the lease and shares the partitions with the other members; answers what this member owns
 * now.
 */
export async function joinGroup(pool: Pool, member: Member): Promise<OwnedPartition[]> {
  const { group, id, topics, fromStart } = member;
  const rows = await run<OwnedRow>(
    pool,
    statement("join-group")`
      SELECT topic, partition, generation::text, committed::text, next_offset::text
      FROM event_log_join(${group}, ${id}, ${topics}, ${leaseMs}, ${fromStart})`,
  );
  return rows.map(({ topic, partition, generation, committed, next_offset }) => {
    return { topic, partition, generation, position: BigInt(committed), nextOffset: BigInt(next_offset) };
  });
}

/**
 * The next events of the partitions, in order within each, `limit` in all; earlier partitions come
 * first.
 */
export async function readNext(
  pool: Pool,
  partitions: readonly OwnedPartition[],
  limit: number,
): Promise<ReceivedEvent[]> {
  const rows = await run<EventRow>(
    pool,
    statement("read-next-events")`
      SELECT ${constant(eventColumns)}
      FROM unnest(${partitions.map((p) => p.topic)}::text[], ${partitions.map((p) => p.partition)}::int[],
        ${partitions.map((p) => p.position)}::bigint[]) w(topic, partition, position)
      CROSS JOIN LATERAL (SELECT * FROM event_log l
        WHERE l.topic = w.topic AND l.partition = w.partition AND l.log_offset >= w.position
        ORDER BY l.log_offset LIMIT ${limit}) e
      LIMIT ${limit}`,
  );
  return rows.map(toReceivedEvent);
}

/** Commits what has been processed; false when a partition has been taken or rewound meanwhile. */
export async function commitOffsets(pool: Pool, member: Member, done: readonly OwnedPartition[]): Promise<boolean> {
  const refused = await run(
    pool,
    statement("commit-offsets")`
      SELECT topic FROM event_log_commit(${member.group}, ${member.id}, ${done.map((p) => p.topic)},
        ${done.map((p) => p.partition)}, ${done.map((p) => p.generation)}, ${done.map((p) => p.position)})`,
  );
  return refused.length === 0;
}

export async function renewLease(pool: Pool, { group, id }: Member): Promise<void> {
  await run(pool, statement("renew-lease")`SELECT event_log_renew(${group}, ${id}, ${leaseMs})`);
}

export async function leaveGroup(pool: Pool, { group, id }: Member): Promise<void> {
  await run(pool, statement("leave-group")`SELECT event_log_leave(${group}, ${id})`);
}
