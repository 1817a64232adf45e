/**
 * Tables stay bounded in a system that runs for years, and nothing is deleted that somebody waits
 * for.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type TestContext, test } from "node:test";
import pg from "pg";
import { eventLogMigrations } from "../src/event-log/migrations.ts";
import { openPostgresLog } from "../src/event-log/postgres-log.ts";
import { startConsumer } from "../src/events/consumer.ts";
import { deadLetterOf, discardDeadLetter, listDeadLetters } from "../src/events/dead-letters.ts";
import { prune, startPruning } from "../src/events/prune.ts";
import { createMetrics } from "../src/observe/metrics.ts";
import { testDatabase } from "../src/testing/postgres.ts";
import { until } from "../src/testing/until.ts";
import { collect, newTopic, numbered, numberOf } from "./event-log/harness.ts";
import { newService, recordEffects, type Service } from "./event-log/service.ts";

const dayMs = 86_400_000;
const retentionMs = 7 * dayMs;

async function startAll(t: TestContext) {
  // Hooks run in the order in which they were given: connections go before their databases.
  t.after(() => stop());
  const service = await newService(t);
  const events = await testDatabase(t, { sets: [eventLogMigrations], name: "prune" });
  const log = await openPostgresLog({ url: events.url, clientId: "prune" });
  const [owner, eventsOwner] = [service.database.pool, new pg.Pool({ connectionString: events.ownerUrl, max: 2 })];
  const stop = async () => {
    await log.close();
    await eventsOwner.end();
    await service.database.close();
  };
  const metrics = createMetrics("test");
  const said: unknown[] = [];
  const logger = { warn: (line: unknown) => void said.push(line), error: (line: unknown) => void said.push(line) };
  const options = { pool: owner, log, retentionMs, logger, metrics };
  const turn = (inDays: number) => prune({ ...options, now: () => Date.now() + inDays * dayMs });
  const logged = async (topic: string) => countOf(eventsOwner, "event_log WHERE topic = $1", [topic]);
  return { service, log, eventsOwner, metrics, said, options, turn, logged };
}

async function countOf(pool: pg.Pool, from: string, values: unknown[] = []): Promise<number> {
  const { rows } = await pool.query<{ count: number | bigint }>(`SELECT count(*)::int AS count FROM ${from}`, values);
  return Number(rows[0]?.count);
}

async function keepAnswers({ database }: Service, count: number): Promise<void> {
  await database.pool.query(
    "INSERT INTO idempotency_keys (scope, fingerprint, status, sealed) SELECT uuid_send(gen_random_uuid()), '', 200, '' FROM generate_series(1, $1)",
    [count],
  );
}

test("under a steady load the log, the inbox and the kept answers stay as large as their times, whatever has passed (REL-4, REL-6)", async (t) => {
  const { service, log, turn, logged, metrics } = await startAll(t);
  const topic = newTopic();
  const consumer = await startConsumer({
    database: service.database,
    log,
    group: topic,
    topics: [topic],
    handle: recordEffects,
  });
  t.after(() => consumer.stop());
  const perRound = 300;
  const sizes: number[][] = [];
  for (let round = 0; round < 6; round += 1) {
    // Each round is of another time: what the rounds before left behind is older than it is kept.
    await log.publish(Array.from({ length: perRound }, (_, n) => numbered(topic, `key-${n % 40}`, n)));
    await keepAnswers(service, perRound);
    await until("all are consumed", async () => (await log.lag(topic, [topic])).every(({ lag }) => lag === 0n));
    await turn(60);
    sizes.push([
      await logged(topic),
      await countOf(service.database.pool, "inbox"),
      await countOf(service.database.pool, "idempotency_keys"),
    ]);
  }
  assert.deepEqual(sizes, Array(6).fill([0, 0, 0]));
  assert.equal([...(await service.effects()).values()].flat().length, 6 * perRound, "and each had its effect once");
  const pruned = (await metrics.rowsPruned.get()).values.map(({ labels, value }) => [labels.table, value]);
  assert.deepEqual(pruned.sort(), [
    ["event_log", 1_800],
    ["idempotency_keys", 1_800],
    ["inbox", 1_800],
  ]);
});

test("what is younger than its time stays: events, ids of events that may come again, answers (REL-4, REL-6)", async (t) => {
  const { service, log, turn, logged } = await startAll(t);
  const topic = newTopic();
  const consumer = await startConsumer({
    database: service.database,
    log,
    group: topic,
    topics: [topic],
    handle: recordEffects,
  });
  await log.publish(Array.from({ length: 50 }, (_, n) => numbered(topic, `key-${n}`, n)));
  await keepAnswers(service, 5);
  await until("all are consumed", async () => (await log.lag(topic, [topic])).every(({ lag }) => lag === 0n));
  await turn(0.99);
  assert.equal(await countOf(service.database.pool, "idempotency_keys"), 5);
  await turn(6.9);
  assert.equal(await countOf(service.database.pool, "idempotency_keys"), 0);
  assert.equal(await logged(topic), 50);
  await turn(7.1);
  assert.equal(await logged(topic), 0);
  await turn(37);
  assert.equal(await countOf(service.database.pool, "inbox"), 50);
  await consumer.stop();
  // The whole of what is left is nothing, and a group that begins now, or again, is told so.
  await log.rewind(topic, [topic]);
  const positions = await log.positions(topic, [topic]);
  assert.ok(positions.every(({ begin, end, committed }) => begin === end && committed === begin));
  assert.ok((await log.lag("another", [topic])).every(({ lag }) => lag === 0n));
  await log.scan(topic, () => assert.fail("nothing is left"));
  const { events } = await collect(log, { group: "another", topics: [topic] });
  await log.publish([numbered(topic, "key-1", 99)]);
  await until("what is published later", () => events.length > 0);
  assert.deepEqual(events.map(numberOf), [99]);
});

test("events wait for a group that is stopped, for 30 days of the system's running, and not for ever (REL-6)", async (t) => {
  const { log, turn, logged, eventsOwner, metrics, said } = await startAll(t);
  const topic = newTopic();
  const stopped = await collect(log, { group: "stopped", topics: [topic] });
  await log.publish([numbered(topic, "key", 1)]);
  await until("the first", () => stopped.events.length === 1);
  await stopped.stop();
  await log.publish([numbered(topic, "key", 2), numbered(topic, "key", 3)]);
  await turn(365);
  assert.equal(await logged(topic), 2, "what it has had is gone, what it has not had is there");
  assert.ok(((await metrics.eventLogOldest.get()).values[0]?.value ?? 0) > 364 * 86_400);
  const back = await collect(log, { group: "stopped", topics: [topic] });
  await until("what it has missed", () => back.events.length === 2);
  await back.stop();
  await log.publish([numbered(topic, "key", 4)]);
  await turn(365);
  // A year's holiday of the clinic is no absence; thirty days of running without it are.
  await eventsOwner.query("UPDATE event_log_absences SET counted_at = now() - interval '1 year'");
  await turn(365);
  assert.equal(await logged(topic), 1);
  await eventsOwner.query("UPDATE event_log_absences SET absent = interval '30 days' WHERE consumer_group = 'stopped'");
  await turn(365);
  assert.equal(await logged(topic), 0);
  assert.deepEqual(said, [{ group: "stopped" }]);
});

test("dead letters wait for a person; settled ones are forgotten with their markers (REL-6)", async (t) => {
  const { log, turn, logged } = await startAll(t);
  const topic = newTopic();
  const letters = [1, 2].map((number) =>
    deadLetterOf({ ...numbered(topic, "key", number), partition: 0, offset: 0n }, "group", 5, new Error("no")),
  );
  await log.publish(letters);
  const [first, second] = letters;
  assert.ok(first && second);
  assert.ok(await discardDeadLetter(log, topic, { id: first.id, group: "group" }));
  await turn(6);
  assert.equal(await logged(`${topic}.dlq`), 3);
  await turn(400);
  assert.equal(await logged(`${topic}.dlq`), 1);
  assert.deepEqual(
    (await listDeadLetters(log, topic)).map(({ id }) => id),
    [second.id],
  );
});

test("pruning goes on after a failure, and ends at once", async () => {
  const pool = new pg.Pool({ connectionString: "postgres://nobody@127.0.0.1:1/none" });
  const warned = Promise.withResolvers<void>();
  const pruning = startPruning({
    pool,
    log: { prune: () => Promise.reject(new Error("not asked")) },
    retentionMs,
    logger: { warn: () => warned.resolve(), error: () => {} },
    metrics: createMetrics(`test-${randomUUID()}`),
  });
  await warned.promise;
  await pruning.stop();
  await pool.end();
});
