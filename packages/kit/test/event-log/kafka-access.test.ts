/**
 * A real broker as an attacker inside one service would use it: as that service's user and nothing
 * else.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { sourceOf, topicAccess, topics } from "@pms/contracts/events/events";
import { type RunningKafka, startKafka } from "@pms/embedded/kafka";
import { openTopicsToServices } from "../../src/event-log/kafka-access.ts";
import { openEventLog } from "../../src/event-log/open-event-log.ts";
import { deadLetterOf } from "../../src/events/dead-letters.ts";
import { onKafka } from "../../src/testing/kafka.ts";
import { until } from "../../src/testing/until.ts";
import { collect } from "./harness.ts";

type Service = keyof typeof topicAccess;
const services = Object.keys(topicAccess) as Service[];
const passwords = Object.fromEntries(["operators", ...services].map((name) => [name, `of-${name}-${randomUUID()}`]));

onKafka("access to Apache Kafka", () => {
  // One of somebody else's has users of its own.
  const skip = process.env.KAFKA_BROKERS ? "needs a broker of its own" : false;
  let broker: RunningKafka;
  let directory: string;
  before(async () => {
    if (skip) return;
    directory = await mkdtemp(join(tmpdir(), "pms-kafka-access-"));
    broker = await startKafka({ dataDirectory: directory, users: { superuser: "operators", passwords } });
    const superuser = { username: "operators", password: passwords.operators ?? "" };
    // Again changes nothing.
    for (let round = 0; round < 2; round += 1) await openTopicsToServices(broker.brokers.split(","), superuser);
  });
  after(async () => {
    if (skip) return;
    await broker.stop();
    await rm(directory, { recursive: true });
  });

  type TestContext = { after(fn: () => Promise<void>): void };
  async function logOf(t: TestContext, username: string, password = passwords[username] ?? "") {
    const config = { kafkaBrokers: broker.brokers.split(","), clientId: username };
    const log = await openEventLog({ ...config, ...(username && { sasl: { username, password } }) });
    t.after(() => log.close());
    return log;
  }
  const eventOf = (topic: string, service: string) => ({
    topic,
    key: randomUUID(),
    id: randomUUID(),
    type: "Test",
    source: sourceOf(service),
    time: new Date().toISOString(),
    payload: new Uint8Array([1]),
  });

  for (const service of services) {
    test(`${service} publishes its own topics and gives up what it consumes, and nothing else`, { skip }, async (t) => {
      const log = await logOf(t, service);
      const { publishes, consumes } = topicAccess[service];
      const mayPublish: readonly string[] = publishes;
      const mayConsume: readonly string[] = consumes;
      for (const topic of Object.values(topics)) {
        const letter = deadLetterOf({ ...eventOf(topic, service), partition: 0, offset: 0n }, service, 5, new Error());
        const attempts = { event: log.publish([eventOf(topic, service)]), letter: log.publish([letter]) };
        const [event, given] = await Promise.allSettled([attempts.event, attempts.letter]);
        assert.equal(
          event.status === "fulfilled",
          mayPublish.includes(topic),
          `${topic}: ${event.status === "rejected" ? event.reason?.stack : event.status}`,
        );
        assert.equal(given.status === "fulfilled", mayConsume.includes(topic), `${topic}.dlq: ${given.status}`);
      }
      await assert.rejects(log.publish([eventOf("new.events", service)]));
    });

    test(`${service} consumes with its own groups what is for it, and nothing else`, { skip }, async (t) => {
      const operators = await logOf(t, "operators");
      const log = await logOf(t, service);
      const consumes: readonly string[] = topicAccess[service].consumes;
      for (const topic of consumes) await operators.publish([eventOf(topic, "test")]);
      const { events } = await collect(log, { group: `${service}.2`, topics: consumes });
      await until("the events", () => consumes.every((topic) => events.some((event) => event.topic === topic)));
      const refused: unknown[] = [];
      const onError = (error: unknown) => refused.push(error);
      const foreign = Object.values(topics).filter((topic) => !consumes.includes(topic));
      const stolen = await collect(log, { group: service, topics: foreign.slice(0, 1), onError });
      const other = services.find((name) => name !== service) ?? "";
      const misnamed = await collect(log, { group: other, topics: consumes, onError });
      await until("refusals of both", () => refused.length >= 2);
      assert.deepEqual([stolen.events, misnamed.events], [[], []]);
    });
  }

  test("who has no password, or another's, does not come in", { skip }, async (t) => {
    for (const [user, password] of [
      ["", ""],
      ["auth", passwords.billing ?? ""],
      ["nobody", "x"],
    ]) {
      const log = await logOf(t, user ?? "", password);
      assert.equal(await log.healthy(), false, user);
    }
  });
});
