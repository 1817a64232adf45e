import { Client, type Pool } from "pg";
import { backOffMs, createWakeUp } from "../batching/wake-up.ts";
import { runForOne, sql } from "../db/statement.ts";
import type { Metrics } from "../observe/metrics.ts";
import { createPublisher, type PublisherOptions, relayBatchSize } from "./relay-publisher.ts";

const pollMs = 1_000;
const countMs = 10_000;
const coalesceMs = 20;
const coalesceMaxMs = 160;
/** Any number that nothing else in a service's database locks. */
const leaderLock = 7_305_811_220_417;

/** Nobody waits for the relay: it may wait longer than a request. */
const patience = { statement_timeout: 30_000, lock_timeout: 10_000 };

export interface Relay {
  /**
   * To be called after a commit that enqueued events; many calls are one. Without it they are found
   * within a second.
   */
  wake(): void;
  /** Publishes what is in hand and gives up the leadership. */
  stop(): Promise<void>;
  /** Events that are stored and not yet published. */
  pending(): Promise<number>;
  /**
   * By `performance.now()`: since when the log takes some event not at all; undefined while all is
   * well.
   */
  failingSinceMs(): number | undefined;
}

export interface RelayOptions extends PublisherOptions {
  database: { pool: Pool };
  /**
   * Told every ten seconds how many events wait: what shows that the log is down, or refuses one.
   */
  metrics?: Pick<Metrics, "outboxPending">;
}

/**
 * Publishes the outbox, where it holds the advisory lock, over the connection that holds it. Rows
 * are deleted after the log has them: a crash in between publishes them again (REL-2).
 */
export function startRelay(options: RelayOptions): Relay {
  const { database, logger, metrics } = options;
  const wakeUp = createWakeUp();
  const stopped = createWakeUp();
  let stopping = false;

  let failingSinceMs: number | undefined;
  const onOutcome = (isWell: boolean) => {
    failingSinceMs = isWell ? undefined : (failingSinceMs ?? performance.now());
  };
  const pending = () => countPending(database.pool);
  const counting = metrics && startCounting(pending, metrics);
  const working = work();
  return {
    wake: wakeUp.call,
    async stop() {
      clearInterval(counting);
      stopping = true;
      wakeUp.call();
      stopped.call();
      await working;
    },
    pending,
    failingSinceMs: () => failingSinceMs,
  };

  async function work(): Promise<void> {
    let failures = 0;
    while (!stopping) {
      const client = new Client({ ...database.pool.options, ...patience });
      // A broken connection shows in the next query.
      client.on("error", () => {});
      try {
        await client.connect();
        // A lost deletion publishes an event twice, which consumers recognise: no need to wait for
        // the disk.
        await client.query("SET synchronous_commit = off");
        while (!stopping && !(await becomeLeader(client))) await stopped.wait(pollMs);
        failures = 0;
        await lead(client);
      } catch (error) {
        logger?.warn({ err: error }, "the relay lost its connection and starts again");
        if (!stopping) await stopped.wait(backOffMs(failures++, 100, 3_000));
      } finally {
        await client.end().catch(() => {});
      }
    }
  }

  async function lead(client: Client): Promise<void> {
    const publishNext = createPublisher(client, options, onOutcome);
    let delayMs = coalesceMs;
    while (!stopping) {
      const found = await publishNext();
      if (stopping || found >= relayBatchSize) continue;
      const busy = await wakeUp.wait(pollMs);
      // Small batches in quick succession cost more than they are worth: the busier, the longer
      // they are collected.
      delayMs = busy && found > 0 ? Math.min(coalesceMaxMs, delayMs * 2) : coalesceMs;
      if (busy && !stopping) await stopped.wait(delayMs);
    }
  }
}

async function countPending(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ count: string }>("SELECT count(*)::text AS count FROM outbox");
  return Number(rows[0]?.count ?? 0);
}

function startCounting(pending: () => Promise<number>, metrics: Pick<Metrics, "outboxPending">): NodeJS.Timeout {
  const count = () =>
    void pending().then(
      (events) => metrics.outboxPending.set(events),
      // The database is down: the last count stands until the next.
      () => {},
    );
  count();
  return setInterval(count, countMs);
}

async function becomeLeader(client: Client): Promise<boolean> {
  const row = await runForOne<{ leader: boolean }>(client, sql`SELECT pg_try_advisory_lock(${leaderLock}) AS leader`);
  return row?.leader ?? false;
}
