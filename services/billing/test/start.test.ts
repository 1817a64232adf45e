import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { loadConfig } from "@pms/kit/config";
import { openDatabase } from "@pms/kit/db";
import { createLogger } from "@pms/kit/log";
import { testDatabase } from "@pms/kit/testing/postgres";
import { migrations, start } from "../src/app.ts";
import { config } from "../src/config.ts";

const eventLogSet = {
  name: "event-log",
  directory: new URL("../../../packages/kit/event-log-migrations/", import.meta.url),
};

test("a start that fails leaves nothing open", async () => {
  const own = await testDatabase({ after }, { sets: migrations, name: "billing_start" });
  const events = await testDatabase({ after }, { sets: [eventLogSet], name: "billing_start_events" });
  const taken = createServer();
  after(() => taken.close());
  await once(taken.listen(0, "127.0.0.1"), "listening");
  const variables = {
    HOST: "127.0.0.1",
    PORT: String((taken.address() as AddressInfo).port),
    ADMIN_HOST: "127.0.0.1",
    ADMIN_PORT: "0",
    RPC_PORT: "0",
    DATABASE_URL: own.url,
    EVENTS_DATABASE_URL: events.url,
    AUTH_URL: "http://127.0.0.1:1",
    AUTH_RPC: "127.0.0.1:1",
  };
  const started = start(loadConfig(config, variables), createLogger("billing", "silent"));
  await assert.rejects(started, { code: "EADDRINUSE" });
  const server = openDatabase({ url: own.superuserUrl, maxConnections: 1, applicationName: "test" });
  // A backend ends a moment after its client has gone.
  for (let open = 1; open > 0; ) {
    const text =
      "SELECT count(*)::int AS open FROM pg_stat_activity WHERE datname = ANY ($1) AND pid <> pg_backend_pid()";
    const names = [own.url, events.url].map((url) => new URL(url).pathname.slice(1));
    open = (await server.pool.query<{ open: number }>(text, [names])).rows[0]?.open ?? 0;
  }
  await server.close();
});
