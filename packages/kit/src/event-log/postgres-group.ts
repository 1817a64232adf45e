import type { Pool } from "pg";
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
 * Renews the lease and settles with the other members who owns what; answers what this member owns
 * now.
 */
export async function joinGroup(pool: Pool, member: Member): Promise<OwnedPartition[]> {
  const { rows } = await pool.query<OwnedRow>({
    name: "event_log_join",
    text: `SELECT topic, partition, generation::text, committed::text, next_offset::text
      FROM event_log_join($1, $2, $3, $4, $5)`,
    values: [member.group, member.id, member.topics, leaseMs, member.fromStart],
  });
  return rows.map(({ topic, partition, generation, committed, next_offset }) => {
    return { topic, partition, generation, position: BigInt(committed), nextOffset: BigInt(next_offset) };
  });
}

/**
 * The next events of the partitions, in order within each, `limit` in all. Earlier partitions are
 * served first.
 */
export async function readNext(
  pool: Pool,
  partitions: readonly OwnedPartition[],
  limit: number,
): Promise<ReceivedEvent[]> {
  const { rows } = await pool.query<EventRow>({
    name: "event_log_read",
    text: `SELECT ${eventColumns} FROM unnest($1::text[], $2::int[], $3::bigint[]) w(topic, partition, position)
      CROSS JOIN LATERAL (SELECT * FROM event_log l
        WHERE l.topic = w.topic AND l.partition = w.partition AND l.log_offset >= w.position
        ORDER BY l.log_offset LIMIT $4) e
      LIMIT $4`,
    values: [
      partitions.map((p) => p.topic),
      partitions.map((p) => p.partition),
      partitions.map((p) => p.position),
      limit,
    ],
  });
  return rows.map(toReceivedEvent);
}

/**
 * Commits what has been processed; false when a partition was refused, since it has been taken or
 * rewound meanwhile.
 */
export async function commitOffsets(pool: Pool, member: Member, done: readonly OwnedPartition[]): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: "event_log_commit",
    text: "SELECT FROM event_log_commit($1, $2, $3, $4, $5, $6)",
    values: [
      member.group,
      member.id,
      done.map((p) => p.topic),
      done.map((p) => p.partition),
      done.map((p) => p.generation),
      done.map((p) => p.position),
    ],
  });
  return rowCount === 0;
}

export async function renewLease(pool: Pool, { group, id }: Member): Promise<void> {
  await pool.query({
    name: "event_log_renew",
    text: "SELECT event_log_renew($1, $2, $3)",
    values: [group, id, leaseMs],
  });
}

export async function leaveGroup(pool: Pool, { group, id }: Member): Promise<void> {
  await pool.query("SELECT event_log_leave($1, $2)", [group, id]);
}
