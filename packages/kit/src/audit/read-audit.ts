/**
 * The audit of reads: a bounded buffer, stored every few milliseconds as one message of many
 * events.
 */
import { randomUUIDv7 } from "node:crypto";
import { topics } from "@pms/contracts/events/events";
import { type AuditEvent, AuditRecorded } from "@pms/contracts/gen/pms/events/v1/audit_events";
import type pg from "pg";
import { run, statement } from "../db/statement.ts";
import type { Logger } from "../observe/log.ts";
import { ProblemError } from "../problem/problem.ts";
import { type AuditContext, type AuditFacts, auditEvent } from "./audit.ts";

export type ReadAudit = {
  /**
   * Takes the event, or throws 503 when too many could not be stored: what cannot be audited is not
   * shown.
   */
  record(context: AuditContext, facts: AuditFacts): void;
  stop(): Promise<void>;
};

/**
 * In events without a list of patients; one with a list counts for as many as its ids take room.
 */
const bufferMax = 20_000;
const flushEveryMs = 25;
/** The same for one message, which stays far below what a log takes as one. */
const messageMax = 500;
const idsOfOneEvent = 6;

function roomOf({ shown, facilityIds }: AuditEvent): number {
  const ids = shown.reduce((sum, { patientIds }) => sum + patientIds.length, facilityIds.length);
  return 1 + Math.ceil(ids / idsOfOneEvent);
}

/** How many from the front make one message: one at least. */
function countOfMessage(buffer: readonly AuditEvent[]): number {
  let room = 0;
  const count = buffer.findIndex((event) => {
    room += roomOf(event);
    return room > messageMax;
  });
  return count < 0 ? buffer.length : Math.max(1, count);
}

type Options = {
  service: string;
  /** Of the service's own database, which has the outbox. */
  pool: pg.Pool;
  logger: Logger;
  onStored: () => void;
};

/** Takes what was read, and stores it every few milliseconds until it is stopped. */
export function startReadAudit(options: Options): ReadAudit {
  const buffer = createBuffer(options);
  return {
    record(context, facts) {
      if (buffer.isFull())
        throw new ProblemError("unavailable", "The access cannot be recorded just now.", {
          headers: { "retry-after": "1" },
        });
      buffer.add(auditEvent(options.service, context, facts));
    },
    stop: buffer.stop,
  };
}

function createBuffer({ pool, logger, onStored }: Options) {
  let buffer: AuditEvent[] = [];
  let bufferedRoom = 0;
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> = Promise.resolve();

  async function flush(): Promise<void> {
    // Also when stop() calls: a timer set by a failed flush would otherwise go on for ever.
    clearTimeout(timer);
    timer = undefined;
    const batch = buffer.splice(0, countOfMessage(buffer));
    if (batch.length === 0) return;
    let failed = false;
    try {
      await insertMessage(pool, batch);
      bufferedRoom -= batch.reduce((sum, event) => sum + roomOf(event), 0);
      onStored();
    } catch (error) {
      failed = true;
      buffer = [...batch, ...buffer];
      logger.warn({ err: error, pending: buffer.length }, "read audit could not be stored; trying again");
    }
    if (buffer.length > 0) schedule(failed ? 250 : 0);
  }
  function schedule(delayMs: number): void {
    timer ??= setTimeout(() => {
      flushing = flush();
    }, delayMs);
  }
  return {
    isFull: () => bufferedRoom >= bufferMax,
    add(event: AuditEvent): void {
      buffer.push(event);
      bufferedRoom += roomOf(event);
      schedule(flushEveryMs);
    },
    async stop(): Promise<void> {
      clearTimeout(timer);
      await flushing;
      while (buffer.length > 0) {
        const before = buffer.length;
        await flush();
        clearTimeout(timer);
        if (buffer.length >= before) break;
      }
    },
  };
}

/** One row for many reads: what it costs to store, publish and consume them is paid once. */
async function insertMessage(pool: pg.Pool, events: AuditEvent[]): Promise<void> {
  const id = randomUUIDv7();
  const payload = AuditRecorded.encode({ events }).finish();
  await run(
    pool,
    statement("insert-audit-message")`
      INSERT INTO outbox (id, topic, key, type, payload) VALUES (${id}, ${topics.audit}, ${id}, 'AuditRecorded', ${payload})`,
  );
}
