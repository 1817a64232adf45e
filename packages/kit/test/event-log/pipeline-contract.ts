import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mock, test } from "node:test";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { openDatabase } from "../../src/db/database.ts";
import type { EventLog, ReceivedEvent } from "../../src/event-log/event-log.ts";
import { startConsumer } from "../../src/events/consumer.ts";
import { discardDeadLetter, listDeadLetters, replayDeadLetter } from "../../src/events/dead-letters.ts";
import { startRelay } from "../../src/events/relay.ts";
import { UnreadableEventError } from "../../src/events/unreadable-event.ts";
import { createMetrics } from "../../src/observe/metrics.ts";
import { until } from "../../src/testing/until.ts";
import { type LogServer, newTopic, numbered, numberOf, openLog } from "./harness.ts";
import { type EffectsSchema, newService, recordEffect, recordEffects, type Service } from "./service.ts";

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

interface TestContext {
  after(fn: () => Promise<void>): void;
}

/** What outbox, relay, log and consumer promise together. */
export function testPipelineContract(server: () => LogServer): void {
  test("an event has its effect once, in order, though its relay was killed between publishing and deleting (REL-2)", async (t) => {
    const log = await openLog(t, server());
    const service = await newService(t);
    const topic = newTopic();
    for (const number of upTo(10)) await service.enqueue(topic, `key-${number % 2}`, [number]);
    await runRelayUntilKilled(server(), service.url);
    assert.equal(await service.pending(), 10);
    assert.equal((await readAll(log, topic)).length, 10);

    await consumeEffects(t, log, service, topic);
    relayOf(t, log, service);
    await until("an empty outbox", async () => (await service.pending()) === 0);
    assert.equal((await readAll(log, topic)).length, 20);
    await untilConsumed(log, topic);
    assert.deepEqual(await service.effects(), evenAndOdd(10));
  });

  test("metrics tell how many events a group has yet to take, and forget the group that stops", async (t) => {
    const log = await openLog(t, server());
    const service = await newService(t);
    const topic = newTopic();
    await log.publish([1, 2, 3].map((number) => numbered(topic, "key", number)));
    const metrics = createMetrics("test");
    const group = `stuck-${topic}`;
    const working = Promise.withResolvers<void>();
    const handle = () => working.promise;
    const consumer = await startConsumer({ database: service.database, log, group, topics: [topic], handle, metrics });
    const values = async () =>
      (await metrics.eventsLag.get()).values.map(({ labels, value }) => ({ ...labels, value }));
    await until("the gauge", async () => (await values())[0]?.value === 3);
    working.resolve();
    await consumer.stop();
    assert.deepEqual(await values(), []);
  });

  test("of two relays at once one publishes, and the other takes over when it ends", async (t) => {
    const log = await openLog(t, server());
    const service = await newService(t);
    const topic = newTopic();
    const relays = [relayOf(t, log, service), relayOf(t, log, service)];
    for (const number of upTo(200)) await service.enqueue(topic, `key-${number % 2}`, [number]);
    for (const relay of relays) relay.wake();
    await until("an empty outbox", async () => (await relays[0]?.pending()) === 0);
    assert.equal((await readAll(log, topic)).length, 200);

    await relays[0]?.stop();
    await service.enqueue(topic, "key-0", [200]);
    await until("the outbox is empty again", async () => (await service.pending()) === 0);
    await relays[1]?.stop();
    assert.deepEqual(numbersOf(await readAll(log, topic), "key-0"), [...(evenAndOdd(200).get("key-0") ?? []), 200]);
  });

  test("an event that commits late with a lower number is not lost (REL-2)", async (t) => {
    const log = await openLog(t, server());
    const service = await newService(t);
    const topic = newTopic();
    const relay = relayOf(t, log, service);
    await service.enqueue(topic, "late", [1], async () => {
      await service.enqueue(topic, "early", [2]);
      relay.wake();
      await until("the early event is published", async () => (await readAll(log, topic)).length === 1);
    });
    await until("the late event is published", async () => (await readAll(log, topic)).length === 2);
  });

  test("a refused event holds up its aggregate and nobody else, and no longer when the clock is set back", async (t) => {
    const log = await openLog(t, server());
    const service = await newService(t);
    const topic = newTopic();
    let refuse = true;
    const picky: EventLog = {
      ...log,
      async publish(events) {
        if (refuse && events.some((event) => event.key === "bad")) throw new Error("refused");
        await log.publish(events);
      },
    };
    for (const number of upTo(5)) {
      await service.enqueue(topic, "bad", [number]);
      await service.enqueue(topic, "good", [number]);
    }
    relayOf(t, picky, service);
    await until("the others are published", async () => (await service.pending()) === 5);
    assert.deepEqual(numbersOf(await readAll(log, topic), "good"), upTo(5));
    refuse = false;
    const realNow = Date.now;
    const clock = mock.method(Date, "now", () => realNow() - 3_600_000);
    t.after(async () => clock.mock.restore());
    await until("all are published", async () => (await service.pending()) === 0);
    assert.deepEqual(numbersOf(await readAll(log, topic), "bad"), upTo(5));
  });

  test("a poison event becomes a dead letter, the partition moves on; replay and discard (REL-6)", async (t) => {
    const log = await openLog(t, server());
    const service = await newService(t);
    const topic = newTopic();
    let poison = true;
    const attempts = new Map<number, number>();
    await startConsumer({
      database: service.database,
      log,
      group: topic,
      topics: [topic],
      backoffMs: 5,
      maxAttempts: 3,
      async handle(tx, events) {
        for (const event of events) {
          const number = numberOf(event);
          attempts.set(number, (attempts.get(number) ?? 0) + 1);
          await recordEffect(tx, event);
          if (poison && (number === 2 || number === 4)) throw new TypeError(`cannot read ${event.key}`);
        }
      },
    });
    await log.publish(upTo(6).map((number) => numbered(topic, "marker-key", number)));
    await untilConsumed(log, topic);
    assert.deepEqual(await service.effects(), new Map([["marker-key", [0, 1, 3, 5]]]));
    assert.ok((attempts.get(2) ?? 0) >= 3 && (attempts.get(2) ?? 0) <= 4);

    const letters = await listDeadLetters(log, topic);
    assert.deepEqual(letters.map(({ event }) => numberOf(event)).sort(), [2, 4]);
    const [two, four] = letters.sort((a, b) => numberOf(a.event) - numberOf(b.event));
    assert.ok(two && four);
    const { reason, attempts: tried, offset, group, topic: origin } = two;
    assert.deepEqual(
      { reason, tried, offset, group, origin },
      { reason: "TypeError", tried: 3, offset: 2n, group: topic, origin: topic },
    );

    poison = false;
    assert.equal(await replayDeadLetter(log, topic, two), true);
    assert.equal(await discardDeadLetter(log, topic, four), true);
    await until("the replayed event has its effect", async () => {
      return (await service.effects()).get("marker-key")?.at(-1) === 2;
    });
    assert.deepEqual(await listDeadLetters(log, topic), []);
    assert.equal(await replayDeadLetter(log, topic, two), false);
  });

  test("what can't be read is a dead letter at once, and so it is when it is replayed (REL-6)", async (t) => {
    const log = await openLog(t, server());
    const service = await newService(t);
    const topic = newTopic();
    const consumer = await startConsumer({
      ...{ database: service.database, log, group: topic, topics: [topic], backoffMs: 600_000 },
      async handle(tx, events) {
        for (const event of events) {
          if (event.type === "Senseless") throw new UnreadableEventError("makes no sense");
          if (event.type === "Tasteless") await sql`SELECT ${"no number"}::integer`.execute(tx);
          await recordEffect(tx, event);
        }
      },
    });
    const types = ["PatientCreated", "Senseless", "Tasteless"];
    await log.publish(
      upTo(30).map((number) => {
        const event = numbered(topic, `key-${number % 2}`, number);
        return number % 10 === 3 ? { ...event, type: types[Math.floor(number / 10)] ?? "" } : event;
      }),
    );
    await untilConsumed(log, topic);
    assert.equal([...(await service.effects()).values()].flat().length, 27);
    const letters = await listDeadLetters(log, topic);
    assert.deepEqual(letters.map(({ event }) => event.type).sort(), types);
    assert.deepEqual([...new Set(letters.map(({ attempts }) => attempts))], [1]);
    for (const letter of letters) await replayDeadLetter(log, topic, letter);
    await untilConsumed(log, topic);
    assert.deepEqual((await listDeadLetters(log, topic)).map(({ event }) => event.type).sort(), types);
    await consumer.stop();
  });

  test("an event that fails holds up its partition alone, in order: other partitions and topics go on (REL-6)", async (t) => {
    const log = await openLog(t, server());
    const service = await newService(t);
    const [topic, other] = [newTopic(), newTopic()];
    let poison = true;
    const consume = (backoffMs: number) =>
      startConsumer({
        ...{ database: service.database, log, group: topic, topics: [topic, other], backoffMs },
        async handle(tx, events) {
          for (const event of events) {
            if (poison && event.key === "bad" && numberOf(event) === 1) throw new TypeError("cannot be done");
            await recordEffect(tx, event);
          }
        },
      });
    const consumer = await consume(600_000);
    const keys = ["bad", ...upTo(30).map((number) => `key-${number}`)];
    await log.publish(upTo(3).flatMap((number) => keys.map((key) => numbered(topic, key, number))));
    await log.publish([numbered(other, "elsewhere", 1)]);
    const events = await readAll(log, topic);
    const badPartition = events.find(({ key }) => key === "bad")?.partition;
    const others = events.filter(({ partition }) => partition !== badPartition).length;
    const effects = async () => [...(await service.effects()).entries()];
    const isOther = (key: string) => events.some((event) => event.key === key && event.partition !== badPartition);
    await until("the other partitions", async () => {
      return (await effects()).flatMap(([key, numbers]) => (isOther(key) ? numbers : [])).length === others;
    });
    await until("the other topic", async () => (await service.effects()).has("elsewhere"));
    assert.deepEqual((await service.effects()).get("bad"), [0]);
    poison = false;
    await consumer.stop();
    const next = await consume(1);
    await until("all of it", async () => (await service.effects()).get("bad")?.length === 3);
    assert.deepEqual((await service.effects()).get("bad"), upTo(3));
    await untilConsumed(log, topic);
    assert.equal((await effects()).flatMap(([, numbers]) => numbers).length, keys.length * 3 + 1);
    assert.deepEqual(await listDeadLetters(log, topic), []);
    await next.stop();
  });

  test("a table that is locked for longer than any attempt makes no dead letter (REL-6)", async (t) => {
    const log = await openLog(t, server());
    const service = await newService(t);
    const topic = newTopic();
    const impatient = openDatabase<EffectsSchema>({
      ...{ url: service.url, maxConnections: 2, applicationName: "impatient" },
      lockTimeoutMs: 50,
    });
    t.after(() => impatient.close());
    const locker = await service.database.pool.connect();
    await locker.query("BEGIN; LOCK TABLE effects IN SHARE MODE");
    let attempts = 0;
    const consumer = await startConsumer({
      ...{ database: impatient, log, group: topic, topics: [topic], maxAttempts: 2, backoffMs: 1 },
      async handle(tx, events) {
        attempts += 1;
        await recordEffects(tx, events);
      },
    });
    await log.publish(upTo(3).map((number) => numbered(topic, "key", number)));
    await until("more attempts than any event has", async () => attempts > 25);
    await locker.query("COMMIT");
    locker.release();
    await untilConsumed(log, topic);
    await consumer.stop();
    assert.deepEqual(await service.effects(), new Map([["key", upTo(3)]]));
    assert.deepEqual(await listDeadLetters(log, topic), []);
  });

  test("an event that always takes longer than a statement may becomes a dead letter in the end (REL-6)", async (t) => {
    const log = await openLog(t, server());
    const service = await newService(t);
    const topic = newTopic();
    const impatient = openDatabase<EffectsSchema>({
      url: service.url,
      maxConnections: 2,
      applicationName: "impatient",
      statementTimeoutMs: 50,
    });
    t.after(() => impatient.close());
    const consumer = await startConsumer({
      ...{ database: impatient, log, group: topic, topics: [topic], maxAttempts: 2, backoffMs: 1 },
      async handle(tx, events) {
        if (events.some((event) => numberOf(event) === 1)) await sql`SELECT pg_sleep(10)`.execute(tx);
        await recordEffects(tx, events);
      },
    });
    await log.publish(upTo(3).map((number) => numbered(topic, "key", number)));
    await untilConsumed(log, topic);
    await consumer.stop();
    assert.deepEqual(await service.effects(), new Map([["key", [0, 2]]]));
    const letters = await listDeadLetters(log, topic);
    assert.deepEqual(
      letters.map(({ event, attempts }) => [numberOf(event), attempts]),
      [[1, 20]],
    );
  });

  test("a replay from the start changes nothing (REL-6)", async (t) => {
    const log = await openLog(t, server());
    const service = await newService(t);
    const topic = newTopic();
    await consumeEffects(t, log, service, topic);
    await log.publish(upTo(100).map((number) => numbered(topic, `key-${number % 2}`, number)));
    await untilConsumed(log, topic);
    await log.rewind(topic, [topic]);
    // One more event shows that everything before it has been read again.
    await log.publish([numbered(topic, "key-0", 100), numbered(topic, "key-1", 101)]);
    await until("what follows", async () => (await service.effects()).get("key-1")?.at(-1) === 101);
    await untilConsumed(log, topic);
    assert.deepEqual(await service.effects(), evenAndOdd(102));
  });

  test("a set of events is handled in one transaction with their ids", async (t) => {
    const log = await openLog(t, server());
    const service = await newService(t);
    const topic = newTopic();
    const sizes: number[] = [];
    await log.publish(upTo(50).map((number) => numbered(topic, "key", number)));
    const consumer = await startConsumer({
      database: service.database,
      log,
      group: topic,
      topics: [topic],
      async handle(tx, events) {
        sizes.push(events.length);
        await recordEffects(tx, events);
      },
    });
    await untilConsumed(log, topic);
    await consumer.stop();
    assert.deepEqual(await service.effects(), new Map([["key", upTo(50)]]));
    assert.ok(sizes.length < 10, `${sizes.length} transactions`);
  });

  test("what is repeatable is done again after a replay and leaves no id behind; other types are passed over", async (t) => {
    const log = await openLog(t, server());
    const service = await newService(t);
    const topic = newTopic();
    const consumer = await startConsumer({
      database: service.database,
      log,
      group: topic,
      topics: [topic],
      types: ["Numbered"],
      repeatable: true,
      handle: recordEffects,
    });
    await log.publish([{ ...numbered(topic, "key", 0), type: "Other" }, numbered(topic, "key", 1)]);
    await untilConsumed(log, topic);
    await log.rewind(topic, [topic]);
    await log.publish([numbered(topic, "key", 2)]);
    await until("the replay", async () => {
      const done = (await service.effects()).get("key") ?? [];
      return done.filter((number) => number === 1).length === 2 && done.includes(2);
    });
    await consumer.stop();
    assert.ok(![...(await service.effects()).values()].flat().includes(0));
    const { rows } = await service.database.pool.query("SELECT FROM inbox");
    assert.equal(rows.length, 0);
  });

  test("when the log crashes events wait in the outbox, and none is lost (REL-1)", async (t) => {
    const { crash, start } = server();
    if (!crash || !start) return t.diagnostic("NOT RUN: the broker is not ours to crash");
    const log = await openLog(t, server());
    const service = await newService(t);
    const topic = newTopic();
    const relay = relayOf(t, log, service);
    await consumeEffects(t, log, service, topic);
    await service.enqueue(topic, "key-0", [0]);
    relay.wake();
    await until("the first effect", async () => (await service.effects()).size === 1);

    await crash();
    assert.equal(await log.healthy(), false);
    for (const number of upTo(50).slice(1)) await service.enqueue(topic, `key-${number % 2}`, [number]);
    relay.wake();
    assert.equal(await service.pending(), 49);
    await start();

    await until("all effects", async () => [...(await service.effects()).values()].flat().length >= 50, 40_000);
    assert.deepEqual(await service.effects(), evenAndOdd(50));
    assert.equal(await service.pending(), 0);
  });
}

/** The numbers below the count as effects of the keys `key-0`, even, and `key-1`, odd. */
function evenAndOdd(count: number): Map<string, number[]> {
  return new Map([0, 1].map((rest) => [`key-${rest}`, upTo(count).filter((number) => number % 2 === rest)]));
}

function relayOf(t: TestContext, log: EventLog, service: Service) {
  const relay = startRelay({ database: service.database, log, source: "/test" });
  t.after(() => relay.stop());
  return relay;
}

/** Consumes a topic in the group of the same name. */
async function consumeEffects(t: TestContext, log: EventLog, service: Service, topic: string) {
  const { database } = service;
  const consumer = await startConsumer({ database, log, group: topic, topics: [topic], handle: recordEffects });
  t.after(() => consumer.stop());
}

async function untilConsumed(log: EventLog, topic: string): Promise<void> {
  await until("no lag", async () => (await log.lag(topic, [topic])).every(({ lag }) => lag === 0n));
}

async function readAll(log: EventLog, topic: string): Promise<ReceivedEvent[]> {
  const events: ReceivedEvent[] = [];
  await log.scan(topic, (batch) => events.push(...batch));
  return events;
}

function numbersOf(events: readonly ReceivedEvent[], key: string): number[] {
  return events.filter((event) => event.key === key).map(numberOf);
}

async function runRelayUntilKilled(server: LogServer, url: string): Promise<void> {
  const program = fileURLToPath(new URL("./relay-process.ts", import.meta.url));
  const child = spawn(process.execPath, [program, JSON.stringify({ config: server.config, url })], {
    stdio: "inherit",
  });
  const [, signal] = await once(child, "exit");
  assert.equal(signal, "SIGKILL");
}
