import { Pool } from "pg";
import { run, sql, statement } from "../db/statement.ts";
import { type EventLog, type EventMessage, lagsOf, type ReceivedEvent, type Subscription } from "./event-log.ts";
import { partitionOfKey } from "./partition-of-key.ts";
import { readNext } from "./postgres-group.ts";
import { channel, startListener } from "./postgres-listener.ts";
import { ensureTopic, startMember } from "./postgres-member.ts";
import { beginAtEnd, forgetGroup, readPositions, rewindGroup } from "./postgres-positions.ts";
import { pruneLog } from "./postgres-prune.ts";

/**
 * Opens the event log on PostgreSQL; its database has been migrated with `event-log-migrations`.
 * Connects when first used.
 */
export async function openPostgresLog(config: { url: string; clientId: string }): Promise<EventLog> {
  const applicationName = `${config.clientId} event log`;
  const pool = new Pool({
    connectionString: config.url,
    application_name: applicationName,
    max: 4,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    lock_timeout: 10_000,
    idle_in_transaction_session_timeout: 30_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
  });
  // A connection that breaks while idle is replaced by the pool; queries report their own errors.
  pool.on("error", () => {});
  const partitionCounts = new Map<string, number>();
  const subscriptions = new Set<Subscription>();
  const notify = createNotifier(pool);
  let listener: ReturnType<typeof startListener> | undefined;

  return {
    async publish(events) {
      if (events.length === 0) return;
      for (const { topic } of events) {
        if (!partitionCounts.has(topic)) partitionCounts.set(topic, await ensureTopic(pool, topic));
      }
      await append(pool, events, partitionCounts);
      notify(events.map((event) => event.topic));
    },
    async subscribe(options) {
      listener ??= startListener(config.url, `${applicationName} listener`);
      const member = await startMember(pool, listener, options);
      const subscription = {
        async stop() {
          subscriptions.delete(subscription);
          await member.stop();
        },
      };
      subscriptions.add(subscription);
      return subscription;
    },
    lag: async (group, topics) => lagsOf(await readPositions(pool, group, topics)),
    positions: (group, topics) => readPositions(pool, group, topics),
    beginAtEnd: (group, topics) => beginAtEnd(pool, group, topics),
    forget: (group) => forgetGroup(pool, group),
    prune: (before) => pruneLog(pool, before),
    rewind: (group, topics) => rewindGroup(pool, group, topics),
    scan: (topic, each) => scanTopic(pool, topic, each),
    async healthy() {
      return pool.query("SELECT 1").then(
        () => true,
        () => false,
      );
    },
    async close() {
      await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
      await listener?.close();
      await pool.end();
    },
  };
}

async function append(pool: Pool, events: readonly EventMessage[], partitionCounts: Map<string, number>) {
  const of = <Field>(read: (event: EventMessage) => Field) => events.map(read);
  await run(
    pool,
    statement("append-events")`SELECT event_log_append(
      ${of(({ topic }) => topic)},
      ${of(({ topic, key }) => partitionOfKey(key, partitionCounts.get(topic) ?? 1))},
      ${of(({ key }) => key)},
      ${of(({ id }) => id)},
      ${of(({ type }) => type)},
      ${of(({ source }) => source)},
      ${of(({ time }) => time)},
      ${of(({ traceparent }) => traceparent ?? null)},
      ${of(({ attributes }) => (attributes ? JSON.stringify(attributes) : null))},
      ${of(({ payload }) => payload.byteLength)},
      ${Buffer.concat(of(({ payload }) => payload))})`,
  );
}

/**
 * Tells listeners which topics have news, in a transaction of its own: NOTIFY holds a lock over the
 * whole server until its transaction ends. A lost notification costs at most a heartbeat.
 */
function createNotifier(pool: Pool) {
  const topics = new Set<string>();
  let running = false;
  const tell = async () => {
    running = true;
    while (topics.size > 0) {
      const payload = [...topics].join(",");
      topics.clear();
      await run(pool, sql`SELECT pg_notify(${channel}, ${payload})`).catch(() => {});
    }
    running = false;
  };
  return (changed: readonly string[]) => {
    for (const topic of changed) topics.add(topic);
    if (!running) void tell();
  };
}

async function scanTopic(pool: Pool, topic: string, each: (batch: readonly ReceivedEvent[]) => void): Promise<void> {
  const rows = await run<{ partition: number; begin: string; end: string }>(
    pool,
    sql`SELECT partition, first_offset::text AS begin, next_offset::text AS end FROM event_log_partitions
      WHERE topic = ${topic} ORDER BY partition`,
  );
  for (const { partition, begin, end } of rows) {
    const cursor = { topic, partition, generation: "0", position: BigInt(begin), nextOffset: BigInt(end) };
    while (cursor.position < cursor.nextOffset) {
      const batch = await readNext(pool, [cursor], 500);
      const last = batch.at(-1);
      if (!last) break;
      each(batch.filter((event) => event.offset < cursor.nextOffset));
      cursor.position = last.offset + 1n;
    }
  }
}
