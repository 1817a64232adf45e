/** The patient service: its app, and how it starts and stops. */

import type { AddressInfo } from "node:net";
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
import { consumeBillingEvents } from "./accounts/consumer.ts";
import { addReconciliation } from "./accounts/routes.ts";
import { addPatientChanges } from "./changes/routes.ts";
import { addPatientStatus } from "./changes/status-routes.ts";
import { addVersionRestoring } from "./changes/version-routes.ts";
import type { Config } from "./config.ts";
import { type Deps, openDeps } from "./deps.ts";
import { addDocuments } from "./documents/routes.ts";
import { consumePatientEvents } from "./duplicates/consumer.ts";
import { addDuplicates } from "./duplicates/routes.ts";
import { addMatching } from "./matching/routes.ts";
import { addMerges } from "./merge/routes.ts";
import { addNotes } from "./notes/routes.ts";
import { addHistory } from "./reading/history-routes.ts";
import { addIdentities } from "./reading/identity-routes.ts";
import { addPatientList } from "./reading/list-routes.ts";
import { addPatientReads } from "./reading/routes.ts";
import { addBatches } from "./registration/batch-routes.ts";
import { addRegistration } from "./registration/routes.ts";
import { patientService } from "./rpc.ts";
import { addSearch } from "./search/routes.ts";

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
  addMatching(app, deps);
  addDuplicates(app, deps);
  addMerges(app, deps);
  addIdentities(app, deps);
  addReconciliation(app, deps);
  addPatientList(app, deps);
  addPatientChanges(app, deps);
  addPatientStatus(app, deps);
  addVersionRestoring(app, deps);
  addNotes(app, deps);
  addDocuments(app, deps);
  addHistory(app, deps);
  addPatientReads(app, deps);
  return app;
}

function readinessOf({ database, trust, log, relay, keyRenewal }: Deps): Readiness {
  return {
    database: database.trouble.check,
    trust: trust.ready,
    clock: trust.clock,
    eventLog: createEventLogCheck(log, relay),
    keys: keyRenewal.isCurrent,
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
    opened.adopt(await consumePatientEvents(deps), (consumer) => consumer.stop());
    const rpc = await startRpc(deps, { host: config.HOST, port: config.RPC_PORT }, rpcTlsFrom(config));
    opened.defer(rpc.stop);
    const app = opened.adopt(await buildApp(deps), drainAndClose);
    await deps.keyRenewal.firstLook;
    await app.listen({ host: config.HOST, port: config.PORT });
    return { port: (app.server.address() as AddressInfo).port, adminPort: admin.port, rpcPort: rpc.port };
  });
}
