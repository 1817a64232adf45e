/** The patient service: its app, and how it starts and stops. */

import type { AddressInfo } from "node:net";
import { startAdminServer } from "@pms/kit/admin-server";
import { recordRefusal, recordRpcRefusal } from "@pms/kit/audit-refusal";
import { drainAndClose } from "@pms/kit/drain";
import { createEventLogCheck } from "@pms/kit/event-log/event-log-check";
import type { Logger } from "@pms/kit/log";
import { isUuid } from "@pms/kit/lower-case-ids";
import { ensureMigrated } from "@pms/kit/migrate";
import { kitMigrations, type MigrationSet } from "@pms/kit/migration-files";
import { isReady, type Readiness } from "@pms/kit/readiness";
import { rpcTlsFrom } from "@pms/kit/rpc-client";
import { startRpcServer } from "@pms/kit/rpc-server";
import { type RunningService, startInOrder } from "@pms/kit/run-service";
import { type App, createServer } from "@pms/kit/server";
import type { Config } from "./config.ts";
import { consumeBillingEvents } from "./consumers/billing-events.ts";
import { type Deps, openDeps } from "./deps.ts";
import { addBatches } from "./routes/batches.ts";
import { addHistory } from "./routes/history.ts";
import { addPatientChanges } from "./routes/patient-changes.ts";
import { addPatientList } from "./routes/patient-list.ts";
import { addPatientReads } from "./routes/patient-reads.ts";
import { addPatientStatus } from "./routes/patient-status.ts";
import { addReconciliation } from "./routes/reconciliation.ts";
import { addRegistration } from "./routes/registration.ts";
import { addSearch } from "./routes/search.ts";
import { patientService } from "./rpc/patient-service.ts";

export const migrationSets: readonly MigrationSet[] = [
  kitMigrations,
  { name: "patient", directory: new URL("../migrations/", import.meta.url) },
];

/** The app with all its routes; nothing listens yet. */
export async function buildApp(deps: Deps): Promise<App> {
  const { logger, metrics, trust, audit } = deps;
  const app = await createServer({
    title: "Patients",
    logger,
    metrics,
    verifier: trust.verifier,
    readiness: readinessOf(deps),
    onRefused(request, actor, status) {
      const isRead = request.method === "GET" || request.method === "HEAD";
      // Reads of what is missing record their own, with its name.
      if (status === 404 && isRead) return;
      const { id } = request.params as { id?: string };
      recordRefusal(
        audit,
        request,
        actor,
        isUuid(id) ? { resourceType: "patient", resourceId: id, patientId: id } : {},
      );
    },
  });
  addRegistration(app, deps);
  addBatches(app, deps);
  addSearch(app, deps);
  addReconciliation(app, deps);
  addPatientList(app, deps);
  addPatientChanges(app, deps);
  addPatientStatus(app, deps);
  addHistory(app, deps);
  addPatientReads(app, deps);
  return app;
}

function readinessOf({ database, trust, log, relay, keys }: Deps): Readiness {
  return {
    database: database.trouble.check,
    trust: trust.ready,
    clock: trust.clock,
    eventLog: createEventLogCheck(log, relay),
    keys: keys.isCurrent,
  };
}

/** The gRPC door of the same service. */
export function startRpc(deps: Deps, listen: { host: string; port: number }, tls?: ReturnType<typeof rpcTlsFrom>) {
  return startRpcServer({
    ...listen,
    service: patientService(deps),
    verifier: deps.trust.verifier,
    logger: deps.logger,
    ready: () => isReady(readinessOf(deps)),
    onRefused: (context, rpc) => recordRpcRefusal(deps.audit, context, rpc),
    ...(tls && { tls }),
  });
}

export function start(config: Config, logger: Logger): Promise<RunningService> {
  return startInOrder(async (opened) => {
    await ensureMigrated(config, migrationSets);
    const deps = opened.adopt(await openDeps(config, logger), ({ close }) => close());
    const { metrics } = deps;
    const admin = await startAdminServer({ host: config.ADMIN_HOST, port: config.ADMIN_PORT, metrics });
    opened.defer(admin.stop);
    opened.adopt(await consumeBillingEvents(deps), (consumer) => consumer.stop());
    const rpc = await startRpc(deps, { host: config.HOST, port: config.RPC_PORT }, rpcTlsFrom(config));
    opened.defer(rpc.stop);
    const app = opened.adopt(await buildApp(deps), drainAndClose);
    await deps.keys.firstLook;
    await app.listen({ host: config.HOST, port: config.PORT });
    return { port: (app.server.address() as AddressInfo).port, adminPort: admin.port, rpcPort: rpc.port };
  });
}
