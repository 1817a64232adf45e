import { randomUUID } from "node:crypto";
import type { EventLog, EventMessage, ReceivedEvent, SubscribeOptions } from "../../src/event-log/event-log.ts";
import { type EventLogConfig, openEventLog } from "../../src/event-log/open-event-log.ts";

/** A log to run the contract on. */
export interface LogServer {
  config: EventLogConfig;
  /** Kills the server as a crash would; absent when the server is not ours. */
  crash?(): Promise<void>;
  start?(): Promise<void>;
}

interface TestContext {
  after(fn: () => Promise<void>): void;
}

export async function openLog(t: TestContext, server: LogServer): Promise<EventLog> {
  const log = await openEventLog(server.config);
  t.after(() => log.close());
  return log;
}

export function newTopic(): string {
  return `test.${randomUUID()}`;
}

/** An event that carries its number as payload. */
export function numbered(topic: string, key: string, number: number): EventMessage {
  const payload = new TextEncoder().encode(String(number));
  const time = new Date().toISOString();
  return { topic, key, id: randomUUID(), type: "Numbered", source: "/test", time, payload };
}

export function numberOf(event: EventMessage): number {
  return Number(new TextDecoder().decode(event.payload));
}

/** Subscribes and keeps what comes; `handle` may refuse it first. */
export async function collect(
  log: EventLog,
  options: Omit<SubscribeOptions, "handle"> & { handle?: (batch: readonly ReceivedEvent[]) => Promise<void> },
) {
  const events: ReceivedEvent[] = [];
  const subscription = await log.subscribe({
    ...options,
    async handle(batch) {
      await options.handle?.(batch);
      events.push(...batch);
      return [];
    },
  });
  return { events, stop: () => subscription.stop() };
}

/** The numbers of each key, in order of arrival and without repetitions. */
export function numbersByKey(events: readonly ReceivedEvent[]): Map<string, number[]> {
  const seen = new Set<string>();
  const first = events.filter((event) => !seen.has(event.id) && seen.add(event.id));
  return new Map([...Map.groupBy(first, (event) => event.key)].map(([key, own]) => [key, own.map(numberOf)]));
}
