import type { AddressInfo } from "node:net";
import { startAdminServer } from "@pms/kit/admin-server";
import { recordRefusal } from "@pms/kit/audit-refusal";
import { drainAndClose } from "@pms/kit/drain";
import { createEventLogCheck } from "@pms/kit/event-log/event-log-check";
import type { Logger } from "@pms/kit/log";
import { ensureMigrated } from "@pms/kit/migrate";
import { kitMigrations, type MigrationSet } from "@pms/kit/migration-files";
import { type RunningService, startInOrder } from "@pms/kit/run-service";
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
    // Nothing here takes a body.
    bodyLimit: 1_024,
    readiness: {
      database: deps.database.trouble.check,
      trust: deps.trustReady,
      clock: deps.clock,
      consuming: () => deps.consuming.ready,
      eventLog: createEventLogCheck(deps.log, deps.relay),
    },
    onRefused: (request, actor) => recordRefusal(deps.audit, request, actor),
  });
  reportRoutes(app, deps);
  insightRoutes(app, deps);
  rebuildRoutes(app, deps);
  return app;
}

export function start(config: Config, logger: Logger): Promise<RunningService> {
  return startInOrder(async (opened) => {
    await ensureMigrated(config, migrations);
    const { deps, close } = await openDeps(config, logger);
    opened.defer(close);
    const { metrics } = deps;
    const admin = await startAdminServer({ host: config.ADMIN_HOST, port: config.ADMIN_PORT, metrics });
    opened.defer(admin.stop);
    opened.adopt(followGenerations(deps), (following) => following.stop());
    const app = opened.adopt(await buildApp(deps), drainAndClose);
    await app.listen({ host: config.HOST, port: config.PORT });
    return { port: (app.server.address() as AddressInfo).port, adminPort: admin.port };
  });
}
