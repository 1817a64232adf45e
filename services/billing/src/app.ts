import type { AddressInfo } from "node:net";
import { BillingServiceDefinition } from "@pms/contracts/gen/pms/billing/v1/billing";
import { recordRefusal, recordRpcRefusal } from "@pms/kit/audit/refusal";
import { rpcTlsFrom } from "@pms/kit/clients/rpc";
import { ensureMigrated } from "@pms/kit/db/migrate";
import { kitMigrations, type MigrationSet } from "@pms/kit/db/migration-files";
import { createEventLogCheck } from "@pms/kit/events/event-log-check";
import type { App } from "@pms/kit/http/app";
import { drainAndClose } from "@pms/kit/http/drain";
import { createServer } from "@pms/kit/http/server";
import { startAdminServer } from "@pms/kit/observe/admin-server";
import type { Logger } from "@pms/kit/observe/log";
import { isReady, type Readiness } from "@pms/kit/observe/readiness";
import { type RunningService, startInOrder } from "@pms/kit/process/run-service";
import { startRpcServer } from "@pms/kit/rpc/server";
import { isUuid } from "@pms/kit/validation/uuid";
import { startFollowingPatients } from "./accounts/consumer.ts";
import { addAccounts } from "./accounts/routes.ts";
import { addAging } from "./aging/routes.ts";
import { addBatches } from "./batches/routes.ts";
import type { Config } from "./config.ts";
import { type Deps, openDeps } from "./deps.ts";
import { addExports } from "./exports/routes.ts";
import { startFoldingLedger } from "./integrity/fold-ledger.ts";
import { addIntegrity } from "./integrity/routes.ts";
import { addTrialBalance } from "./integrity/trial-balance-routes.ts";
import { addPostings } from "./postings/routes.ts";
import { addPrices } from "./prices/routes.ts";
import { addReceipts } from "./receipts/routes.ts";
import { addReversals } from "./reversals/routes.ts";
import { billingService, rpcAccess } from "./rpc.ts";
import { addStatements } from "./statements/routes.ts";
import { addTakings } from "./takings/routes.ts";
import { addTransactions } from "./transactions/routes.ts";

export const migrations: readonly MigrationSet[] = [
  kitMigrations,
  { name: "billing", directory: new URL("../migrations/", import.meta.url) },
];

/** The HTTP app; nothing listens yet. */
export async function buildApp(deps: Deps): Promise<App> {
  const { logger, metrics, trust, audit } = deps;
  const app = await createServer({
    title: "Billing",
    logger,
    metrics,
    verifier: trust.verifier,
    readiness: readinessOf(deps),
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
  addAccounts(app, deps);
  addTransactions(app, deps);
  addStatements(app, deps);
  addReceipts(app, deps);
  addPostings(app, deps);
  addReversals(app, deps);
  addBatches(app, deps);
  addPrices(app, deps);
  addTakings(app, deps);
  addAging(app, deps);
  addTrialBalance(app, deps);
  addIntegrity(app, deps);
  addExports(app, deps);
  return app;
}

function readinessOf({ database, trust, log, relay }: Deps): Readiness {
  return {
    database: database.trouble.check,
    trust: trust.ready,
    clock: trust.clock,
    eventLog: createEventLogCheck(log, relay),
  };
}

/** The gRPC door of the same service. */
export function startRpc(deps: Deps, listen: { host: string; port: number }, tls?: ReturnType<typeof rpcTlsFrom>) {
  return startRpcServer({
    ...listen,
    service: { definition: BillingServiceDefinition, implementation: billingService(deps), access: rpcAccess },
    verifier: deps.trust.verifier,
    logger: deps.logger,
    ready: () => isReady(readinessOf(deps)),
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
