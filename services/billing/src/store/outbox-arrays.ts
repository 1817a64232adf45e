/** For statements that write their outbox rows together with the state: one round trip. */
export type OutboxMessage = {
  id: string;
  topic: string;
  key: string;
  type: string;
  payload: Uint8Array;
  traceparent?: string;
};

/** Parameters for `unnest(uuid[], text[], text[], text[], bytea[], text[])`: id, topic, key, type, payload, traceparent. */
export function outboxArrays(messages: readonly OutboxMessage[]) {
  return [
    messages.map(({ id }) => id),
    messages.map(({ topic }) => topic),
    messages.map(({ key }) => key),
    messages.map(({ type }) => type),
    messages.map(({ payload }) => Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)),
    messages.map(({ traceparent }) => traceparent ?? null),
  ] as const;
}
