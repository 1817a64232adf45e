import { randomUUID } from "node:crypto";
import { sql, type Transaction } from "kysely";
import { type Queryable, queryNamed } from "./db.ts";

export interface OutboxEvent {
  topic: string;
  /** The aggregate's id; its events are published in the order in which they were enqueued. */
  key: string;
  type: string;
  /** Protobuf; ids and coded facts only (PRV-1). */
  payload: Uint8Array;
  /** UUID; a new one when left out. */
  id?: string;
  /** When it happened; now when left out. */
  time?: Date;
  traceparent?: string;
}

/**
 * Stores events in the caller's transaction, so that they exist exactly when their cause does (REL-2). The caller holds the
 * aggregate's row lock, which is what makes the order per key right. Call the relay's `wake` after the commit.
 */
export async function enqueueEvents<Schema>(tx: Transaction<Schema>, events: readonly OutboxEvent[]): Promise<void> {
  if (events.length === 0) return;
  const now = new Date();
  await sql`
    INSERT INTO outbox (id, topic, key, type, payload, occurred_at, traceparent)
    SELECT id, topic, key, type, payload, occurred_at, traceparent
    FROM unnest(
      ${events.map((event) => event.id ?? randomUUID())}::uuid[],
      ${events.map((event) => event.topic)}::text[],
      ${events.map((event) => event.key)}::text[],
      ${events.map((event) => event.type)}::text[],
      ${events.map((event) => Buffer.from(event.payload))}::bytea[],
      ${events.map((event) => event.time ?? now)}::timestamptz[],
      ${events.map((event) => event.traceparent ?? null)}::text[]
    ) WITH ORDINALITY e(id, topic, key, type, payload, occurred_at, traceparent, n)
    ORDER BY n`.execute(tx);
}

/** Events that have waited for more than five seconds to be published: the relay, or the log, is stuck. */
export async function countOverdueEvents(on: Queryable): Promise<number> {
  const text = "SELECT count(*) AS count FROM outbox WHERE occurred_at < now() - interval '5 seconds'";
  const [row] = await queryNamed<{ count: bigint }>(on, "count-overdue-events", text);
  return Number(row?.count ?? 0);
}
