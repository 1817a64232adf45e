import type { AddressInfo } from "node:net";
import { recordRefusal } from "@pms/kit/audit/refusal";
import { ensureMigrated } from "@pms/kit/db/migrate";
import { kitMigrations, type MigrationSet } from "@pms/kit/db/migration-files";
import { createEventLogCheck } from "@pms/kit/events/event-log-check";
import type { App } from "@pms/kit/http/app";
import { drainAndClose } from "@pms/kit/http/drain";
import { createServer } from "@pms/kit/http/server";
import { startAdminServer } from "@pms/kit/observe/admin-server";
import type { Logger } from "@pms/kit/observe/log";
import { type RunningService, startInOrder } from "@pms/kit/process/run-service";
import { addReports } from "./answers/routes.ts";
import type { Config } from "./config.ts";
import { type Deps, openDeps } from "./deps.ts";
import { followGenerations } from "./generations/consumer.ts";
import { addRebuild } from "./generations/routes.ts";
import { addInsights } from "./insights/routes.ts";

export const migrationSets: readonly MigrationSet[] = [
  kitMigrations,
  { name: "analytics", directory: new URL("../migrations/", import.meta.url) },
];

export async function buildApp(deps: Deps): Promise<App> {
  const app = await createServer({
    title: "Analytics",
    logger: deps.logger,
    metrics: deps.metrics,
    verifier: deps.trust.verifier,
    // Nothing here takes a body.
    bodyLimit: 1_024,
    readiness: {
      database: deps.database.trouble.check,
      trust: deps.trust.ready,
      clock: deps.trust.clock,
      consuming: () => deps.consuming.ready,
      eventLog: createEventLogCheck(deps.log, deps.relay),
    },
    onRefused: (request, actor) => recordRefusal(deps.audit, request, actor),
  });
  addReports(app, deps);
  addInsights(app, deps);
  addRebuild(app, deps);
  return app;
}

export function start(config: Config, logger: Logger): Promise<RunningService> {
  return startInOrder(async (opened) => {
    await ensureMigrated(config, migrationSets);
    const deps = opened.adopt(await openDeps(config, logger), ({ close }) => close());
    const { metrics } = deps;
    const admin = await startAdminServer({ host: config.ADMIN_HOST, port: config.ADMIN_PORT, metrics });
    opened.defer(admin.stop);
    opened.adopt(followGenerations(deps), (following) => following.stop());
    const app = opened.adopt(await buildApp(deps), drainAndClose);
    await app.listen({ host: config.HOST, port: config.PORT });
    return { port: (app.server.address() as AddressInfo).port, adminPort: admin.port };
  });
}
