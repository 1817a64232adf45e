import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { startAdminServer } from "@pms/kit/admin-server";
import { recordRefusal } from "@pms/kit/audit-refusal";
import type { Logger } from "@pms/kit/log";
import { isUuid } from "@pms/kit/lower-case-ids";
import { ensureMigrated } from "@pms/kit/migrate";
import { kitMigrations } from "@pms/kit/migration-files";
import { rpcTlsFrom } from "@pms/kit/rpc-client";
import { startRpcServer } from "@pms/kit/rpc-server";
import { type RunningService, startInOrder } from "@pms/kit/run-service";
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
    readiness: { database: () => deps.feed.revocations.silenceMs() < silenceMaxMs },
    onRefused(request, actor) {
      const { id } = request.params as { id?: string };
      recordRefusal(deps.audit, request, actor, isUuid(id) ? { resourceId: id } : {});
    },
  });
  for (const add of [keyRoutes, logInRoutes, accountRoutes, sessionRoutes, userRoutes, facilityRoutes, auditRoutes])
    add(app, deps);
  return app;
}

export function start(config: Config, logger: Logger): Promise<RunningService> {
  return startInOrder(async (opened) => {
    await ensureMigrated(config, migrations);
    const deps = opened.adopt(await openDeps(config, logger), ({ close }) => close());
    const { metrics } = deps;
    const admin = await startAdminServer({ host: config.ADMIN_HOST, port: config.ADMIN_PORT, metrics });
    opened.defer(admin.stop);
    const rpc = await startRpc(deps, config);
    opened.defer(() => endStreams(deps, rpc));
    opened.adopt(await consumeAuditEvents(deps), (consumer) => consumer.stop());
    const app = opened.adopt(await buildApp(deps), (built) => built.close());
    await app.listen({ host: config.HOST, port: config.PORT });
    return { port: (app.server.address() as AddressInfo).port, adminPort: admin.port, rpcPort: rpc.port };
  });
}

function startRpc(deps: Deps, config: Config) {
  const tls = rpcTlsFrom(config);
  return startRpcServer({
    host: config.HOST,
    port: config.RPC_PORT,
    service: trustService(deps),
    verifier: deps.verifier,
    logger: deps.logger,
    ready: () => deps.feed.revocations.silenceMs() < silenceMaxMs,
    ...(tls && { tls }),
  });
}

async function endStreams(deps: Deps, rpc: Awaited<ReturnType<typeof startRpc>>): Promise<void> {
  await deps.feed.stop();
  // The feed has ended its streams; a client that does not hang up is not waited for.
  await Promise.race([rpc.stop(), sleep(1_000)]);
  rpc.kill();
}
