import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { openDatabase } from "@pms/kit/db/database";
import { createLogger } from "@pms/kit/observe/log";
import { loadConfig } from "@pms/kit/process/config";
import { testDatabase } from "@pms/kit/testing/postgres";
import { until } from "@pms/kit/testing/until";
import { migrations, start } from "../src/app.ts";
import { config } from "../src/config.ts";

const eventLogSet = {
  name: "event-log",
  directory: new URL("../../../packages/kit/event-log-migrations/", import.meta.url),
};

/** A service that can be started on a database of its own. */
async function prepare() {
  const own = await testDatabase({ after }, { sets: migrations, name: "billing_start" });
  const variables = {
    HOST: "127.0.0.1",
    PORT: "0",
    ADMIN_HOST: "127.0.0.1",
    ADMIN_PORT: "0",
    RPC_PORT: "0",
    DATABASE_URL: own.url,
    AUTH_URL: "http://127.0.0.1:1",
    AUTH_RPC: "127.0.0.1:1",
    PATIENT_RPC: "127.0.0.1:1",
    SERVICE_SECRET: "billing-secret-0123456789",
  };
  return {
    startWith: (more: Record<string, string>) =>
      start(loadConfig(config, { ...variables, ...more }), createLogger("billing", "silent")),
    url: own.url,
    async untilNobodyIsConnected(urls: readonly string[]) {
      const server = openDatabase({ url: own.superuserUrl, maxConnections: 1, applicationName: "test" });
      const names = urls.map((url) => new URL(url).pathname.slice(1));
      const text =
        "SELECT count(*)::int AS open FROM pg_stat_activity WHERE datname = ANY ($1) AND pid <> pg_backend_pid()";
      // A backend ends a moment after its client has gone; one that is left idle, after ten
      // seconds.
      const open = async () => (await server.pool.query<{ open: number }>(text, [names])).rows[0]?.open ?? 0;
      await until("no connection is left open", async () => (await open()) === 0, 5_000);
      await server.close();
    },
  };
}

test("a start that fails leaves nothing open", async () => {
  const { startWith, url, untilNobodyIsConnected } = await prepare();
  const events = await testDatabase({ after }, { sets: [eventLogSet], name: "billing_start_events" });
  const taken = createServer();
  after(() => taken.close());
  await once(taken.listen(0, "127.0.0.1"), "listening");
  const port = String((taken.address() as AddressInfo).port);
  await assert.rejects(startWith({ PORT: port, EVENTS_DATABASE_URL: events.url }), { code: "EADDRINUSE" });
  await untilNobodyIsConnected([url, events.url]);
});

test("a start without the tables of the event log leaves nothing open", async () => {
  const { startWith, url, untilNobodyIsConnected } = await prepare();
  await assert.rejects(startWith({ EVENTS_DATABASE_URL: url }), /EVENTS_DATABASE_URL/);
  await untilNobodyIsConnected([url]);
});
