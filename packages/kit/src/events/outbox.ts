import { randomUUID } from "node:crypto";
import { sql, type Transaction } from "kysely";
import { type Queryable, runForOne, statement } from "../db/statement.ts";

export interface OutboxEvent {
  topic: string;
  /** The aggregate's id; its events are published in the order in which they were enqueued. */
  key: string;
  type: string;
  /** Protobuf; ids and coded facts only (PRV-1). */
  payload: Uint8Array;
  /** UUID; a new one when left out. */
  id?: string;
  traceparent?: string;
}

/** What is inserted into the outbox, from the columns of `outbox_messages`. */
export const outboxColumns = "id, topic, key, type, traceparent, payload";

/**
 * Stores events in their cause's transaction (REL-2). The caller holds the aggregate's row lock,
 * which keeps the order per key, and calls the relay's `wake` after the commit.
 */
export async function enqueueEvents<Schema>(tx: Transaction<Schema>, events: readonly OutboxEvent[]): Promise<void> {
  if (events.length === 0) return;
  await sql`
    INSERT INTO outbox (${sql.raw(outboxColumns)}) SELECT ${sql.raw(outboxColumns)}
    FROM outbox_messages(${sql.join(outboxArguments(events))}) ORDER BY n`.execute(tx);
}

/**
 * The eight arguments of the SQL function `outbox_messages`, for one statement that stores both the
 * events and their cause.
 */
export function outboxArguments(events: readonly OutboxEvent[]): unknown[] {
  const { starts, lengths, bytes } = joinPayloads(events.map(({ payload }) => payload));
  return [
    events.map(({ id }) => id ?? randomUUID()),
    events.map(({ topic }) => topic),
    events.map(({ key }) => key),
    events.map(({ type }) => type),
    events.map(({ traceparent }) => traceparent ?? null),
    starts,
    lengths,
    bytes,
  ];
}

/**
 * Payloads as one piece of bytes, each with where it begins (from 1, as in SQL's `substring`) and
 * its length in bytes.
 */
export function joinPayloads(payloads: readonly Uint8Array[]): { starts: number[]; lengths: number[]; bytes: Buffer } {
  const lengths = payloads.map(({ byteLength }) => byteLength);
  let start = 1;
  const starts = lengths.map((length) => {
    start += length;
    return start - length;
  });
  return { starts, lengths, bytes: Buffer.concat(payloads) };
}

/**
 * Events that have waited for more than five seconds to be published: the relay, or the log, is
 * stuck.
 */
export async function countOverdueEvents(on: Queryable): Promise<number> {
  const row = await runForOne<{ count: bigint }>(
    on,
    statement(
      "count-overdue-events",
    )`SELECT count(*) AS count FROM outbox WHERE occurred_at < now() - interval '5 seconds'`,
  );
  return Number(row?.count ?? 0);
}
