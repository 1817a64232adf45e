import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startThrowawayPostgres } from "@pms/embedded/throwaway";
import { openEventLog } from "@pms/kit/event-log/open-event-log";

const script = fileURLToPath(new URL("../src/provision-databases.ts", import.meta.url));

test("on a PostgreSQL of one's own the event log works once its databases are made; one without tables is refused", async (t) => {
  const server = await startThrowawayPostgres();
  t.after(() => server.stop());
  const passwords = { PMS_DATABASE_PASSWORD: "app", PMS_DATABASE_OWNER_PASSWORD: "owner" };
  const env = { ...process.env, PMS_SUPERUSER_URL: server.url, ...passwords };
  // Again changes nothing.
  for (let round = 0; round < 2; round += 1) await promisify(execFile)(process.execPath, [script], { env });
  const { host } = new URL(server.url);
  const open = (name: string) =>
    openEventLog({ clientId: "test", postgresUrl: `postgres://pms_${name}:app@${host}/pms_${name}` });

  await assert.rejects(open("patient"), /EVENTS_DATABASE_URL: local\/src\/provision-databases\.ts makes the tables/);
  const log = await open("events");
  t.after(() => log.close());
  const topic = "test.events";
  const time = new Date().toISOString();
  const event = { topic, key: "k", id: randomUUID(), type: "T", source: "/test", time, payload: new Uint8Array(1) };
  await log.publish([event]);
  const found: string[] = [];
  await log.scan(topic, (batch) => found.push(...batch.map(({ id }) => id)));
  assert.deepEqual(found, [event.id]);
});
