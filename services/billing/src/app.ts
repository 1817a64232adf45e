import type { AddressInfo } from "node:net";
import { BillingServiceDefinition } from "@pms/contracts/gen/pms/billing/v1/billing";
import type { Actor } from "@pms/kit/access";
import { startAdminServer } from "@pms/kit/admin-server";
import { type AuditFacts, auditContextOf } from "@pms/kit/audit";
import type { Logger } from "@pms/kit/log";
import { assertMigrated, migrate } from "@pms/kit/migrate";
import { kitMigrations, type MigrationSet } from "@pms/kit/migration-files";
import { rpcTlsFrom } from "@pms/kit/rpc-client";
import { startRpcServer } from "@pms/kit/rpc-server";
import type { RunningService } from "@pms/kit/run-service";
import { type App, createServer } from "@pms/kit/server";
import type { FastifyRequest } from "fastify";
import type { Config } from "./config.ts";
import { startFollowingPatients } from "./consumers/follow-patients.ts";
import { type Deps, type OpenedDeps, openDeps } from "./deps.ts";
import { accountRoutes } from "./routes/accounts.ts";
import { batchRoutes } from "./routes/batches.ts";
import { postingRoutes } from "./routes/postings.ts";
import { transactionRoutes } from "./routes/transactions.ts";
import { trialBalanceRoutes } from "./routes/trial-balance.ts";
import { billingService, rpcAccess } from "./rpc/billing-service.ts";

export const migrations: readonly MigrationSet[] = [
  kitMigrations,
  { name: "billing", directory: new URL("../migrations/", import.meta.url) },
];

/** The HTTP app; nothing listens yet. */
export async function buildApp(deps: Deps): Promise<App> {
  const { logger, metrics, verifier, readiness } = deps;
  const app = await createServer({
    title: "Billing",
    logger,
    metrics,
    verifier,
    readiness,
    onRefused: (request, actor) => recordRefusal(deps, request, actor),
  });
  // Whoever asks for what is out of reach is told that it is missing; the audit hears of it all the same.
  app.addHook("onResponse", async (request, reply) => {
    if (reply.statusCode !== 404 || !request.actor) return;
    const { id, patientId } = request.params as { id?: string; patientId?: string };
    const resourceId = id ?? patientId;
    recordRefusal(deps, request, request.actor, {
      ...(resourceId !== undefined && { resourceId }),
      ...(patientId !== undefined && { patientId }),
    });
  });
  accountRoutes(app, deps);
  transactionRoutes(app, deps);
  postingRoutes(app, deps);
  batchRoutes(app, deps);
  trialBalanceRoutes(app, deps);
  return app;
}

/** A caller who is known and may not (AUD-1). `of` only once the ids in the path are known to be ids. */
function recordRefusal(
  { audit }: Deps,
  request: FastifyRequest,
  actor: Actor,
  of: Pick<AuditFacts, "resourceId" | "patientId"> = {},
): void {
  const action = `${request.method} ${request.routeOptions.url ?? ""}`;
  audit.record(auditContextOf(request, actor), { action, resourceType: "route", outcome: "refused", ...of });
}

/** The gRPC door of the same service. */
export function startRpc(deps: Deps, listen: { host: string; port: number }, tls?: ReturnType<typeof rpcTlsFrom>) {
  return startRpcServer({
    ...listen,
    service: { definition: BillingServiceDefinition, implementation: billingService(deps), access: rpcAccess },
    verifier: deps.verifier,
    logger: deps.logger,
    ready: () => true,
    ...(tls && { tls }),
  });
}

export async function start(config: Config, logger: Logger): Promise<RunningService> {
  if (config.DATABASE_OWNER_URL) {
    const appRole = decodeURIComponent(new URL(config.DATABASE_URL).username);
    await migrate({ ownerUrl: config.DATABASE_OWNER_URL, appRole, sets: migrations });
  }
  const deps = await openDeps(config, logger);
  await assertMigrated(deps.database.pool, migrations);
  const app = await buildApp(deps);
  await app.listen({ host: config.HOST, port: config.PORT });
  const rpc = await startRpc(deps, { host: config.HOST, port: config.RPC_PORT }, rpcTlsFrom(config));
  const admin = await startAdminServer({ host: config.ADMIN_HOST, port: config.ADMIN_PORT, metrics: deps.metrics });
  const consumer = await startFollowingPatients(deps);
  return {
    ports: { port: (app.server.address() as AddressInfo).port, adminPort: admin.port, rpcPort: rpc.port },
    stop: () => stop(deps, [app.close, rpc.stop, consumer.stop], admin.stop),
  };
}

/** Doors first, so that nothing new comes in; then what publishes what they left; metrics last (REL-7). */
async function stop(deps: OpenedDeps, doors: readonly (() => Promise<unknown>)[], last: () => Promise<void>) {
  await Promise.all(doors.map((close) => close()));
  await deps.close();
  await last();
}
