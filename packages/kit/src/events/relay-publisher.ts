import type { Client } from "pg";
import { backOffMs } from "../batching/wake-up.ts";
import { constant, run, statement } from "../db/statement.ts";
import type { EventLog, EventMessage } from "../event-log/event-log.ts";
import type { Logger } from "../observe/log.ts";

export const relayBatchSize = 500;

export interface PublisherOptions {
  log: EventLog;
  /** CloudEvents `source`, such as `/services/patient`. */
  source: string;
  logger?: Pick<Logger, "info" | "warn" | "error">;
}

interface OutboxRow {
  seq: string;
  id: string;
  topic: string;
  key: string;
  type: string;
  payload: Buffer;
  occurred_at: Date;
  traceparent: string | null;
}

interface Refused {
  key: string;
  failures: number;
  /** By `performance.now()`. */
  retryAt: number;
}

/**
 * Answers a function that publishes the next events of the outbox, deletes them and answers how
 * many it found. When an aggregate's event is refused, that aggregate waits for a growing time and
 * the others go on; when the log is down, all wait, and the function returns after the wait.
 * @param onOutcome told whether the log takes everything
 */
export function createPublisher(
  client: Client,
  { log, source, logger }: PublisherOptions,
  onOutcome: (isWell: boolean) => void,
): () => Promise<number> {
  const refused = new Map<string, Refused>();
  let outages = 0;

  const publishEach = async (rows: readonly OutboxRow[]) => {
    const done: OutboxRow[] = [];
    for (const [aggregate, own] of groupByAggregate(rows)) {
      try {
        await log.publish(own.map((row) => toEvent(row, source)));
        done.push(...own);
        refused.delete(aggregate);
      } catch (error) {
        if (!(await log.healthy())) throw error;
        const failures = (refused.get(aggregate)?.failures ?? 0) + 1;
        refused.set(aggregate, {
          key: aggregate,
          failures,
          retryAt: performance.now() + backOffMs(failures, 250, 60_000),
        });
        logger?.error({ err: error, topic: own[0]?.topic, attempts: failures }, "an event was refused by the log");
      }
    }
    return done;
  };

  return async () => {
    const waiting = [...refused.values()].filter((r) => r.retryAt > performance.now()).map((r) => r.key);
    const rows = await readOutbox(client, waiting);
    if (rows.length === 0) {
      onOutcome(refused.size === 0);
      return 0;
    }
    let published: readonly OutboxRow[] = rows;
    try {
      await log.publish(rows.map((row) => toEvent(row, source))).catch(async (error) => {
        if (!(await log.healthy())) throw error;
        published = await publishEach(rows);
      });
      outages = 0;
      onOutcome(refused.size === 0);
    } catch (error) {
      onOutcome(false);
      const retryInMs = backOffMs(outages++, 100, 3_000);
      logger?.warn(
        { err: error, retryInMs: Math.round(retryInMs) },
        "the event log is down, events wait in the outbox",
      );
      await new Promise((resolve) => setTimeout(resolve, retryInMs));
      return 0;
    }
    const seqs = published.map(({ seq }) => seq);
    await run(client, statement("delete-published")`DELETE FROM outbox WHERE seq = ANY (${seqs})`);
    return published.length;
  };
}

/**
 * The oldest unpublished events, whatever was published before: a late commit may bring a lower
 * `seq`.
 */
async function readOutbox(client: Client, waitingAggregates: readonly string[]): Promise<OutboxRow[]> {
  return run<OutboxRow>(
    client,
    statement("read-outbox")`
      SELECT seq::text, id, topic, key, type, payload, occurred_at, traceparent FROM outbox
      WHERE topic || '/' || key <> ALL (${waitingAggregates}) ORDER BY outbox.seq LIMIT ${constant(String(relayBatchSize))}`,
  );
}

function groupByAggregate(rows: readonly OutboxRow[]): Map<string, OutboxRow[]> {
  return Map.groupBy(rows, (row) => `${row.topic}/${row.key}`);
}

function toEvent(row: OutboxRow, source: string): EventMessage {
  return {
    topic: row.topic,
    key: row.key,
    id: row.id,
    type: row.type,
    source,
    time: row.occurred_at.toISOString(),
    payload: row.payload,
    ...(row.traceparent !== null && { traceparent: row.traceparent }),
  };
}
