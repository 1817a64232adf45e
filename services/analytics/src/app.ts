import type { AddressInfo } from "node:net";
import { startAdminServer } from "@pms/kit/admin-server";
import { auditContextOf } from "@pms/kit/audit";
import type { Logger } from "@pms/kit/log";
import { assertMigrated, migrate } from "@pms/kit/migrate";
import { kitMigrations, type MigrationSet } from "@pms/kit/migration-files";
import type { RunningService } from "@pms/kit/run-service";
import { type App, createServer } from "@pms/kit/server";
import type { Config } from "./config.ts";
import { followGenerations } from "./consumers/follow-generations.ts";
import { type Deps, openDeps } from "./deps.ts";
import { insightRoutes } from "./routes/insights.ts";
import { rebuildRoutes } from "./routes/rebuild.ts";
import { reportRoutes } from "./routes/reports.ts";

export const migrations: readonly MigrationSet[] = [
  kitMigrations,
  { name: "analytics", directory: new URL("../migrations/", import.meta.url) },
];

export async function buildApp(deps: Deps): Promise<App> {
  const app = await createServer({
    title: "Analytics",
    logger: deps.logger,
    metrics: deps.metrics,
    verifier: deps.verifier,
    readiness: {
      database: () => deps.database.pool.query("SELECT 1").then(() => true),
      events: () => deps.log.healthy(),
      trust: deps.trustReady,
      consuming: () => deps.consuming.ready,
    },
    onRefused: (request, actor) =>
      deps.audit.record(auditContextOf(request, actor), {
        action: "analytics.refused",
        resourceType: "route",
        outcome: "refused",
        details: { method: request.method, route: request.routeOptions.url ?? "" },
      }),
  });
  reportRoutes(app, deps);
  insightRoutes(app, deps);
  rebuildRoutes(app, deps);
  return app;
}

export async function start(config: Config, logger: Logger): Promise<RunningService> {
  if (config.DATABASE_OWNER_URL)
    await migrate({
      ownerUrl: config.DATABASE_OWNER_URL,
      appRole: decodeURIComponent(new URL(config.DATABASE_URL).username),
      sets: migrations,
    });
  const { deps, close } = await openDeps(config, logger);
  try {
    if (!config.DATABASE_OWNER_URL) await assertMigrated(deps.database.pool, migrations);
    const app = await buildApp(deps);
    const following = followGenerations(deps);
    await app.listen({ host: config.HOST, port: config.PORT });
    const admin = await startAdminServer({ host: config.ADMIN_HOST, port: config.ADMIN_PORT, metrics: deps.metrics });
    return {
      ports: { port: (app.server.address() as AddressInfo).port, adminPort: admin.port },
      async stop() {
        await app.close();
        await following.stop();
        await close();
        await admin.stop();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
