import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type PostgresServer, startPostgres } from "@pms/embedded/postgres";
import { provisionDatabase } from "@pms/embedded/provision";
import { Client } from "pg";
import { migrate } from "../../src/db/migrate.ts";
import { kitMigrations } from "../../src/db/migration-files.ts";
import { eventLogMigrations } from "../../src/event-log/migrations.ts";
import { startConsumer } from "../../src/events/consumer.ts";
import { listDeadLetters } from "../../src/events/dead-letters.ts";
import { startRelay } from "../../src/events/relay.ts";
import { createMetrics } from "../../src/observe/metrics.ts";
import { until } from "../../src/testing/until.ts";
import { collect, type LogServer, newTopic, numbered, numberOf, openLog } from "./harness.ts";
import { testLogContract } from "./log-contract.ts";
import { testPipelineContract } from "./pipeline-contract.ts";
import { newService, openService, recordEffect } from "./service.ts";

// A server of its own, since it is stopped and started again.
let server: PostgresServer;
let log: LogServer;
let directory: string;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), "pms-event-log-"));
  server = await startPostgres({ dataDirectory: directory });
  const roles = { owner: "log_owner", ownerPassword: "test", app: "log_app", appPassword: "test" };
  await provisionDatabase(server.url, { database: "event_log", ...roles });
  const urlOf = (role: string) => `postgres://${role}:test@127.0.0.1:${server.port}/event_log`;
  await migrate({ ownerUrl: urlOf("log_owner"), appRole: "log_app", sets: [eventLogMigrations] });
  log = {
    config: { postgresUrl: urlOf("log_app"), clientId: "test" },
    crash: () => killServer(server),
    async start() {
      server = await startPostgres({ dataDirectory: directory, port: server.port });
    },
  };
});

after(async () => {
  await server.stop();
  await rm(directory, { recursive: true });
});

testLogContract(() => log);
testPipelineContract(() => log);

test("a member that died before the clock was set back does not keep its partitions", async (t) => {
  const topic = newTopic();
  const eventLog = await openLog(t, log);
  const keys = Array.from({ length: 24 }, (_, number) => `key ${number}`);
  await eventLog.publish(keys.map((key, number) => numbered(topic, key, number)));
  const client = new Client({ connectionString: log.config.postgresUrl });
  await client.connect();
  await client.query("SELECT event_log_join('clock', gen_random_uuid(), ARRAY[$1], 4000, true)", [topic]);
  await client.query(
    "UPDATE event_log_members SET expires_at = now() + interval '1 hour' WHERE consumer_group = 'clock'",
  );
  await client.end();
  const { events } = await collect(eventLog, { group: "clock", topics: [topic] });
  await until("the dead member's events", () => events.length === keys.length);
});

test("metrics tell how many events wait in the outbox", async (t) => {
  const service = await newService(t);
  const refuses = { ...(await openLog(t, log)), publish: () => Promise.reject(new Error("refused")) };
  await service.enqueue(newTopic(), "key", [1, 2, 3]);
  const metrics = createMetrics("test");
  const relay = startRelay({ database: service.database, log: refuses, source: "/test", metrics });
  t.after(() => relay.stop());
  await until("the gauge", async () => (await metrics.outboxPending.get()).values[0]?.value === 3);
});

test("a database that is down makes no dead letter: its events are processed when it is back", async (t) => {
  const topic = newTopic();
  const own = await mkdtemp(join(tmpdir(), "pms-service-"));
  let database = await startPostgres({ dataDirectory: own });
  t.after(async () => {
    await database.stop();
    await rm(own, { recursive: true });
  });
  const roles = { owner: "service_owner", ownerPassword: "test", app: "service_app", appPassword: "test" };
  await provisionDatabase(database.url, { database: "service", ...roles });
  const urlOf = (role: string) => `postgres://${role}:test@127.0.0.1:${database.port}/service`;
  await migrate({ ownerUrl: urlOf("service_owner"), appRole: "service_app", sets: [kitMigrations] });
  const service = await openService(t, urlOf("service_app"), urlOf("service_owner"));
  const eventLog = await openLog(t, log);
  let crash: Promise<void> | undefined;
  const consumer = await startConsumer({
    database: service.database,
    log: eventLog,
    group: topic,
    topics: [topic],
    maxAttempts: 1,
    backoffMs: 1,
    async handle(tx, events) {
      for (const event of events) {
        // In the middle of a batch; the log stays, and would take a dead letter.
        if (numberOf(event) === 5 && !crash) crash = killServer(database);
        await crash;
        await recordEffect(tx, event);
      }
    },
  });
  t.after(() => consumer.stop());
  await eventLog.publish(Array.from({ length: 10 }, (_, number) => numbered(topic, "key", number)));
  await until("the crash", () => crash !== undefined);
  await crash;
  database = await startPostgres({ dataDirectory: own, port: database.port });
  await until("all effects", async () => (await service.effects().catch(() => new Map())).get("key")?.length === 10);
  assert.deepEqual(await service.effects(), new Map([["key", Array.from({ length: 10 }, (_, number) => number)]]));
  assert.deepEqual(await listDeadLetters(eventLog, topic), []);
});

async function killServer(running: PostgresServer): Promise<void> {
  running.kill();
  await running.exited;
  // Gives the data directory free.
  await running.stop();
}
