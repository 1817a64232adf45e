import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { type PostgresServer, startPostgres } from "@pms/embedded/postgres";
import { provisionDatabase } from "@pms/embedded/provision";
import { eventLogMigrations } from "../../src/event-log/migrations.ts";
import { migrate } from "../../src/migrate.ts";
import type { LogServer } from "./harness.ts";
import { testLogContract } from "./log-contract.ts";
import { testPipelineContract } from "./pipeline-contract.ts";

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
    stop: () => server.stop(),
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
