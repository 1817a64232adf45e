/**
 * What a consumer is told: which events, what is done with them, how often a failing one is tried.
 */
import type { Kysely, Transaction } from "kysely";
import type { EventLog, ReceivedEvent } from "../event-log/event-log.ts";
import type { Logger } from "../observe/log.ts";
import type { Metrics } from "../observe/metrics.ts";

export type ConsumerOptions<Schema> = {
  /** Events in their order, at least one; what it throws rolls all of them back. */
  handle(tx: Transaction<Schema>, events: readonly ReceivedEvent[]): Promise<void>;
  /** Events of other types are passed over without a trace; all types when absent. */
  types?: readonly string[];
  /**
   * What `handle` does is the same however often it is done: then nobody needs to remember which
   * events were.
   */
  repeatable?: boolean;
  database: { db: Kysely<Schema> };
  log: EventLog;
  /**
   * The consumer group, such as `billing`. Its name is part of the inbox's key: never rename it
   * lightly.
   */
  group: string;
  topics: readonly string[];
  /** How often a failing event is tried before it becomes a dead letter; 5. */
  maxAttempts?: number;
  /** Wait after the first failure, doubled each time; 200. */
  backoffMs?: number;
  batchSizeMax?: number;
  lingerMs?: number;
  fromStart?: boolean;
  logger?: Pick<Logger, "info" | "warn" | "error">;
  /**
   * Told of every event, and every ten seconds how many wait: what shows that a consumer is stuck.
   */
  metrics?: Pick<Metrics, "eventsProcessed" | "eventsLag">;
};
