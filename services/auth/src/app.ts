import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { startAdminServer } from "@pms/kit/admin-server";
import { auditContextOf } from "@pms/kit/audit";
import { openDatabase } from "@pms/kit/db";
import type { Logger } from "@pms/kit/log";
import { assertMigrated, migrate } from "@pms/kit/migrate";
import { kitMigrations } from "@pms/kit/migration-files";
import { rpcTlsFrom } from "@pms/kit/rpc-client";
import { startRpcServer } from "@pms/kit/rpc-server";
import type { RunningService } from "@pms/kit/run-service";
import { type App, createServer } from "@pms/kit/server";
import type { Config } from "./config.ts";
import { consumeAuditEvents } from "./consumers/audit-events.ts";
import { type Deps, openDeps } from "./deps.ts";
import { accountRoutes } from "./routes/account.ts";
import { auditRoutes } from "./routes/audit.ts";
import { facilityRoutes } from "./routes/facilities.ts";
import { keyRoutes } from "./routes/keys.ts";
import { logInRoutes } from "./routes/log-in.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { userRoutes } from "./routes/users.ts";
import { trustService } from "./rpc/trust.ts";

export const migrations = [kitMigrations, { name: "auth", directory: new URL("../migrations/", import.meta.url) }];

const silenceMaxMs = 3_000;

/** The HTTP app; it does not listen yet. */
export async function buildApp(deps: Deps): Promise<App> {
  const app = await createServer({
    title: "Auth: users, sessions, facilities, audit",
    logger: deps.logger,
    metrics: deps.metrics,
    verifier: deps.verifier,
    bodyLimit: 65_536,
    readiness: { database: () => deps.feed.revocations.silenceMs() < silenceMaxMs },
    onRefused: (request, actor) =>
      deps.audit.record(auditContextOf(request, actor), {
        action: "request.refuse",
        resourceType: "route",
        resourceId: `${request.method} ${request.routeOptions.url}`,
        outcome: "refused",
      }),
  });
  for (const add of [keyRoutes, logInRoutes, accountRoutes, sessionRoutes, userRoutes, facilityRoutes, auditRoutes])
    add(app, deps);
  return app;
}

export async function start(config: Config, logger: Logger): Promise<RunningService> {
  const deps = await openMigrated(config, logger);
  const app = await buildApp(deps);
  const tls = rpcTlsFrom(config);
  const rpc = await startRpcServer({
    host: config.HOST,
    port: config.RPC_PORT,
    service: trustService(deps),
    verifier: deps.verifier,
    logger,
    ready: () => deps.feed.revocations.silenceMs() < silenceMaxMs,
    ...(tls && { tls }),
  });
  const consumer = await consumeAuditEvents(deps);
  const admin = await startAdminServer({ host: config.ADMIN_HOST, port: config.ADMIN_PORT, metrics: deps.metrics });
  await app.listen({ host: config.HOST, port: config.PORT });
  const { port } = app.server.address() as AddressInfo;
  return {
    ports: { port, adminPort: admin.port, rpcPort: rpc.port },
    async stop() {
      await app.close();
      await consumer.stop();
      await deps.feed.stop();
      // The feed has ended its streams; a client that does not hang up is not waited for.
      await Promise.race([rpc.stop(), sleep(1_000)]);
      rpc.kill();
      await deps.close();
      await admin.stop();
    },
  };
}

/** Migrates with the owner's role where it is given; otherwise the database must be migrated already. */
async function openMigrated(config: Config, logger: Logger): Promise<Deps> {
  if (config.DATABASE_OWNER_URL) {
    const appRole = decodeURIComponent(new URL(config.DATABASE_URL).username);
    await migrate({ ownerUrl: config.DATABASE_OWNER_URL, appRole, sets: migrations });
  } else {
    const database = openDatabase({ url: config.DATABASE_URL, maxConnections: 1, applicationName: "auth" });
    await assertMigrated(database.pool, migrations).finally(database.close);
  }
  return openDeps(config, logger);
}
