import type { AddressInfo } from "node:net";
import { BillingServiceDefinition } from "@pms/contracts/gen/pms/billing/v1/billing";
import { startAdminServer } from "@pms/kit/admin-server";
import { recordRefusal, recordRpcRefusal } from "@pms/kit/audit-refusal";
import { drainAndClose } from "@pms/kit/drain";
import type { Logger } from "@pms/kit/log";
import { isUuid } from "@pms/kit/lower-case-ids";
import { ensureMigrated } from "@pms/kit/migrate";
import { kitMigrations, type MigrationSet } from "@pms/kit/migration-files";
import { isReady } from "@pms/kit/readiness";
import { rpcTlsFrom } from "@pms/kit/rpc-client";
import { startRpcServer } from "@pms/kit/rpc-server";
import { type RunningService, startInOrder } from "@pms/kit/run-service";
import { type App, createServer } from "@pms/kit/server";
import type { Config } from "./config.ts";
import { startFollowingPatients } from "./consumers/follow-patients.ts";
import { type Deps, openDeps } from "./deps.ts";
import { startFoldingLedger } from "./domain/fold-ledger.ts";
import { accountRoutes } from "./routes/accounts.ts";
import { batchRoutes } from "./routes/batches.ts";
import { integrityRoutes } from "./routes/integrity.ts";
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
  const { logger, metrics, verifier, readiness, audit } = deps;
  const app = await createServer({
    title: "Billing",
    logger,
    metrics,
    verifier,
    readiness,
    bodyLimit: 16_384,
    onRefused(request, actor) {
      const { id, patientId } = request.params as { id?: string; patientId?: string };
      const resourceId = id ?? patientId;
      recordRefusal(audit, request, actor, {
        ...(isUuid(resourceId) && { resourceId }),
        ...(isUuid(patientId) && { patientId }),
      });
    },
  });
  accountRoutes(app, deps);
  transactionRoutes(app, deps);
  postingRoutes(app, deps);
  batchRoutes(app, deps);
  trialBalanceRoutes(app, deps);
  integrityRoutes(app, deps);
  return app;
}

/** The gRPC door of the same service. */
export function startRpc(deps: Deps, listen: { host: string; port: number }, tls?: ReturnType<typeof rpcTlsFrom>) {
  return startRpcServer({
    ...listen,
    service: { definition: BillingServiceDefinition, implementation: billingService(deps), access: rpcAccess },
    verifier: deps.verifier,
    logger: deps.logger,
    ready: () => isReady(deps.readiness),
    onRefused: (context, rpc) => recordRpcRefusal(deps.audit, context, rpc),
    ...(tls && { tls }),
  });
}

export function start(config: Config, logger: Logger): Promise<RunningService> {
  return startInOrder(async (opened) => {
    await ensureMigrated(config, migrations);
    const deps = opened.adopt(await openDeps(config, logger), ({ close }) => close());
    const { metrics } = deps;
    const admin = await startAdminServer({ host: config.ADMIN_HOST, port: config.ADMIN_PORT, metrics });
    opened.defer(admin.stop);
    opened.adopt(startFoldingLedger(deps), (folding) => folding.stop());
    opened.adopt(await startFollowingPatients(deps), (consumer) => consumer.stop());
    const rpc = await startRpc(deps, { host: config.HOST, port: config.RPC_PORT }, rpcTlsFrom(config));
    opened.defer(rpc.stop);
    const app = opened.adopt(await buildApp(deps), drainAndClose);
    await app.listen({ host: config.HOST, port: config.PORT });
    return { port: (app.server.address() as AddressInfo).port, adminPort: admin.port, rpcPort: rpc.port };
  });
}
