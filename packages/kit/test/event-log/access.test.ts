/**
 * The event log on PostgreSQL as an attacker inside one service would use it: with that service's
 * role and nothing else.
 */
import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { sourceOf, topicAccess, topics } from "@pms/contracts/events/events";
import pg from "pg";
import type { EventMessage, ReceivedEvent } from "../../src/event-log/event-log.ts";
import { eventLogMigrations } from "../../src/event-log/migrations.ts";
import { openEventLog } from "../../src/event-log/open-event-log.ts";
import { deadLetterOf } from "../../src/events/dead-letters.ts";
import { testDatabase, testServerUrl } from "../../src/testing/postgres.ts";
import { until } from "../../src/testing/until.ts";
import { collect } from "./harness.ts";

type Service = keyof typeof topicAccess;
const services = Object.keys(topicAccess) as Service[];
const suffix = randomBytes(4).toString("hex");
const roleOf = (service: Service) => `log_${service}_${suffix}`;

const asRole = async (url: string, text: string, values: unknown[] = []) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(text, values);
  } finally {
    await client.end();
  }
};
const denied = { code: "42501" };

const database = await testDatabase({ after }, { sets: [eventLogMigrations], name: "access" });
const operatorUrl = database.url;
const server = await testServerUrl();
const urlOf = (service: Service) => {
  const url = new URL(database.url);
  Object.assign(url, { username: roleOf(service), password: "test" });
  return url.href;
};
for (const service of services) {
  const role = roleOf(service);
  await asRole(server, `CREATE ROLE ${role} LOGIN PASSWORD 'test'`);
  await asRole(
    database.superuserUrl,
    `GRANT CONNECT ON DATABASE ${new URL(database.url).pathname.slice(1)} TO ${role}`,
  );
  const { publishes, consumes } = topicAccess[service];
  await asRole(database.ownerUrl, "SELECT event_log_admit($1, $2, $3, $4, $5)", [
    role,
    sourceOf(service),
    publishes,
    consumes,
    service,
  ]);
}
const urls = Object.fromEntries(services.map((service) => [service, urlOf(service)])) as Record<Service, string>;

const eventOf = (topic: string, source: string): EventMessage => ({
  topic,
  key: randomUUID(),
  id: randomUUID(),
  type: "Test",
  source,
  time: new Date().toISOString(),
  payload: new Uint8Array([1]),
});

async function logOf(service: Service, t: { after(fn: () => Promise<void>): void }) {
  const log = await openEventLog({ postgresUrl: urls[service], clientId: service });
  t.after(() => log.close());
  return log;
}

for (const service of services) {
  const access = topicAccess[service];
  const own: readonly string[] = access.publishes;
  const consumed: readonly string[] = access.consumes;

  test(`${service} publishes to its own topics, under its own name and no other`, async (t) => {
    const log = await logOf(service, t);
    for (const topic of own) await log.publish([eventOf(topic, sourceOf(service))]);
    for (const topic of Object.values(topics)) {
      if (!own.includes(topic)) await assert.rejects(log.publish([eventOf(topic, sourceOf(service))]), denied, topic);
      for (const other of services)
        if (other !== service) await assert.rejects(log.publish([eventOf(topic, sourceOf(other))]), denied, other);
    }
    const mixed = [eventOf(own[0] ?? "", sourceOf(service)), eventOf(own[0] ?? "", sourceOf("nobody"))];
    await assert.rejects(log.publish(mixed), denied, "one good event does not bring another in");
    await assert.rejects(log.publish([eventOf("new.events", sourceOf(service))]), denied, "nor makes it a topic");
  });

  test(`${service} gives up what it consumes, in the name of its own groups alone`, async (t) => {
    const log = await logOf(service, t);
    const received = (topic: string): ReceivedEvent => ({
      ...eventOf(topic, sourceOf("auth")),
      partition: 0,
      offset: 0n,
    });
    for (const topic of Object.values(topics)) {
      const letter = deadLetterOf(received(topic), service, 5, new Error("no"));
      if (consumed.includes(topic)) await log.publish([letter]);
      else await assert.rejects(log.publish([letter]), denied, topic);
      const others = deadLetterOf(received(topic), `not-${service}`, 5, new Error("no"));
      await assert.rejects(log.publish([others]), denied, topic);
    }
  });

  test(`${service} reads what it consumes, with its own groups, and moves nobody else's`, async (t) => {
    const operators = await openEventLog({ postgresUrl: operatorUrl, clientId: "operators" });
    t.after(() => operators.close());
    for (const topic of Object.values(topics)) await operators.publish([eventOf(topic, "/test")]);
    const log = await logOf(service, t);
    for (const group of [service, `${service}.2`]) {
      const { events, stop } = await collect(log, { group, topics: [...consumed] });
      await until("the events", () => consumed.every((topic) => events.some((event) => event.topic === topic)));
      await stop();
      await log.rewind(group, consumed);
      assert.ok((await log.lag(group, consumed)).some(({ lag }) => lag > 0n));
    }
    const url = urls[service];
    const { rows } = await asRole(url, "SELECT DISTINCT topic FROM event_log");
    assert.deepEqual(rows.map(({ topic }) => topic).sort(), [...consumed].sort());
    const join = "SELECT * FROM event_log_join($1, gen_random_uuid(), $2, 4000, true)";
    const foreign = Object.values(topics).filter((topic) => !consumed.includes(topic));
    await assert.rejects(asRole(url, join, [`not-${service}`, consumed]), denied);
    await assert.rejects(asRole(url, join, [`${service}x`, consumed]), denied, "a name that only begins alike");
    await assert.rejects(asRole(url, join, [service, foreign]), denied);
    const victim = services.find((other) => other !== service) ?? "auth";
    const victims = await logOf(victim, t);
    await victims.subscribe({ group: victim, topics: topicAccess[victim].consumes, handle: async () => [] });
    const moved = await asRole(url, "UPDATE event_log_offsets SET committed = 0 WHERE consumer_group = $1", [victim]);
    const removed = await asRole(url, "DELETE FROM event_log_members WHERE consumer_group = $1", [victim]);
    assert.deepEqual([moved.rowCount, removed.rowCount], [0, 0]);
  });

  test(`${service} finds no way around the functions`, async () => {
    const forged = `'${topics.patient}', 0, 99, gen_random_uuid(), 'k', 'T', '/services/patient', now(), null, null, ''`;
    const attempts = [
      `INSERT INTO event_log VALUES (${forged})`,
      "UPDATE event_log SET source = '/services/auth'",
      "DELETE FROM event_log",
      "TRUNCATE event_log",
      "UPDATE event_log_partitions SET next_offset = 0",
      "INSERT INTO event_log_topics VALUES ('mine.events', 1)",
      `INSERT INTO event_log_access VALUES ('${roleOf(service)}', 'publish', '*')`,
      "SELECT * FROM event_log_access",
      `SELECT event_log_admit('${roleOf(service)}', null, '{*}', '{*}', '*')`,
      "SELECT event_log_append_unchecked('{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','')",
      "SELECT event_log_join_unchecked('auth', gen_random_uuid(), '{}', 1, true)",
      "SELECT event_log_ensure_topic('mine.events', 1)",
      "INSERT INTO event_log_members VALUES ('nobody', gen_random_uuid(), '{}', now())",
      "SET ROLE test_owner",
      "SET SESSION AUTHORIZATION test_owner",
      "CREATE FUNCTION event_log_may_publish(text, text, jsonb) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
      "ALTER TABLE event_log DISABLE ROW LEVEL SECURITY",
    ];
    for (const text of attempts) await assert.rejects(asRole(urls[service], text), denied, text);
    // A temporary table of the same name is not what the functions look at.
    const shadow = `CREATE TEMP TABLE event_log_access AS SELECT '${roleOf(service)}'::name AS role, 'publish' AS action,
        '*' AS name, null::text AS source`;
    const client = new pg.Client({ connectionString: urls[service] });
    await client.connect();
    await client.query(shadow).catch(() => {});
    const append = `SELECT event_log_append('{other.events}', '{0}', '{k}', ARRAY[gen_random_uuid()], '{T}', '{/s}',
        ARRAY[now()], ARRAY[null]::text[], ARRAY[null]::jsonb[], '{0}', '')`;
    await assert.rejects(client.query(append), denied);
    await client.end();
  });
}

test("operators see all, publish again what was given up, and cannot change what is there", async (t) => {
  const log = await openEventLog({ postgresUrl: operatorUrl, clientId: "operators" });
  t.after(() => log.close());
  await log.publish([eventOf(topics.billing, sourceOf("billing"))]);
  for (const text of [
    "UPDATE event_log SET key = 'x'",
    "DELETE FROM event_log",
    "SELECT event_log_admit('x', null, '{}', '{}', 'x')",
  ])
    await assert.rejects(asRole(operatorUrl, text), denied, text);
});
