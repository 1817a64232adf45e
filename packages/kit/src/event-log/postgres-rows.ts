import type { ReceivedEvent } from "./event-log.ts";

export const eventColumns =
  "e.topic, e.partition, e.log_offset::text, e.event_id, e.key, e.type, e.source, e.occurred_at, e.traceparent, e.attributes, e.payload";

export interface EventRow {
  topic: string;
  partition: number;
  log_offset: string;
  event_id: string;
  key: string;
  type: string;
  source: string;
  occurred_at: Date;
  traceparent: string | null;
  attributes: Record<string, string> | null;
  payload: Buffer;
}

export function toReceivedEvent(row: EventRow): ReceivedEvent {
  return {
    topic: row.topic,
    partition: row.partition,
    offset: BigInt(row.log_offset),
    id: row.event_id,
    key: row.key,
    type: row.type,
    source: row.source,
    time: row.occurred_at.toISOString(),
    payload: row.payload,
    ...(row.traceparent !== null && { traceparent: row.traceparent }),
    ...(row.attributes !== null && { attributes: row.attributes }),
  };
}
