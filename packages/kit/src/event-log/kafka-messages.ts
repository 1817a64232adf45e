import { type Message, type MessageToProduce, stringDeserializer, stringSerializer } from "@platformatic/kafka";
import type { EventMessage, ReceivedEvent } from "./event-log.ts";

export type KafkaMessage = Message<string, Buffer, string, string>;

const bytes = (data?: Buffer) => data;
export const serializers = {
  key: stringSerializer,
  value: bytes,
  headerKey: stringSerializer,
  headerValue: stringSerializer,
};
export const deserializers = {
  key: stringDeserializer,
  value: bytes,
  headerKey: stringDeserializer,
  headerValue: stringDeserializer,
};

/**
 * CloudEvents 1.0, Kafka binding in binary mode: attributes are headers `ce_…`, the value is the
 * data alone.
 */
export function toKafkaMessage(event: EventMessage): MessageToProduce<string, Buffer, string, string> {
  const headers: Record<string, string> = {
    ce_specversion: "1.0",
    ce_id: event.id,
    ce_type: event.type,
    ce_source: event.source,
    ce_time: event.time,
    "content-type": "application/protobuf",
  };
  if (event.traceparent !== undefined) headers.traceparent = event.traceparent;
  for (const [name, value] of Object.entries(event.attributes ?? {})) headers[`ce_${name}`] = value;
  return {
    topic: event.topic,
    key: event.key,
    value: Buffer.from(event.payload.buffer, event.payload.byteOffset, event.payload.byteLength),
    headers,
  };
}

export function toReceivedEvent(message: KafkaMessage): ReceivedEvent {
  const {
    ce_specversion: _version,
    "content-type": _type,
    ce_id: id = "",
    ce_type: type = "",
    ce_source: source = "",
    ce_time: time = new Date(Number(message.timestamp)).toISOString(),
    traceparent,
    ...others
  } = Object.fromEntries(message.headers);
  const attributes = Object.entries(others).filter(([name]) => name.startsWith("ce_"));
  return {
    topic: message.topic,
    partition: message.partition,
    offset: message.offset,
    key: message.key,
    id,
    type,
    source,
    time,
    payload: message.value ?? new Uint8Array(),
    ...(traceparent !== undefined && { traceparent }),
    ...(attributes.length > 0 && {
      attributes: Object.fromEntries(attributes.map(([name, value]) => [name.slice("ce_".length), value])),
    }),
  };
}
