import { type ReadAudit, startReadAudit } from "@pms/kit/audit/audit";
import { rpcTlsFrom } from "@pms/kit/clients/rpc";
import { type Database, openDatabase } from "@pms/kit/db/database";
import type { EventLog } from "@pms/kit/events/log/event-log";
import { eventLogFrom, openEventLog } from "@pms/kit/events/log/open-event-log";
import { createWakeUp, type WakeUp } from "@pms/kit/events/log/wake-up";
import { startPruning } from "@pms/kit/events/prune";
import { type Relay, startRelay } from "@pms/kit/events/relay";
import type { Logger } from "@pms/kit/observe/log";
import { createMetrics, type Metrics } from "@pms/kit/observe/metrics";
import { eventRetentionMs } from "@pms/kit/process/config";
import { openTrust, type Trust } from "@pms/kit/trust/open-trust";
import { openServiceTokens } from "@pms/kit/trust/service-token";
import type { Verifier } from "@pms/kit/trust/verifier";
import { openSnapshots } from "./clients/snapshots.ts";
import type { Config } from "./config.ts";
import { createReadState, type ReadState } from "./generations/freshness.ts";
import type { SnapshotSource } from "./generations/snapshots.ts";
import type { DB } from "./store/gen/tables.ts";

export type Deps = {
  database: Database<DB>;
  log: EventLog;
  relay: Relay;
  audit: ReadAudit;
  verifier: Verifier;
  trustReady: () => boolean;
  clock: Trust["clock"];
  logger: Logger;
  metrics: Metrics;
  readState: () => Promise<ReadState>;
  /** To be called when generations have changed: consumers are started and stopped accordingly. */
  generationsChanged: WakeUp;
  consuming: { ready: boolean };
  /** Who tells a rebuild what there is, in the order in which they are asked. */
  snapshots: readonly SnapshotSource[];
  /** How failing events are retried, where the usual is too slow. */
  consumerTuning?: { maxAttempts?: number; backoffMs?: number };
  currency: string;
};

/** Reports over years: the gateway waits for 30 s. */
const statementTimeoutMs = 25_000;

export async function openDeps(config: Config, logger: Logger): Promise<{ deps: Deps; close(): Promise<void> }> {
  // Before everything else, which would be left open where the log can't be used.
  const log = await openEventLog(eventLogFrom(config, "analytics"));
  const database = openDatabase<DB>({
    url: config.DATABASE_URL,
    maxConnections: config.DATABASE_MAX_CONNECTIONS,
    applicationName: "analytics",
    statementTimeoutMs,
  });
  const tls = rpcTlsFrom(config);
  const trust = openTrust({ config, service: "analytics", logger, ...(tls && { tls }) });
  const tokens = openServiceTokens({
    address: config.AUTH_RPC,
    service: "analytics",
    secret: config.SERVICE_SECRET,
    ...(tls && { tls }),
  });
  const { sources, close: closeSnapshots } = openSnapshots({
    patientRpc: config.PATIENT_RPC,
    billingRpc: config.BILLING_RPC,
    token: () => tokens.token(),
    tls,
  });
  const { deps, close } = assembleDeps({
    database,
    log,
    logger,
    verifier: trust.verifier,
    trustReady: trust.ready,
    clock: trust.clock,
    currency: config.CURRENCY,
    snapshots: sources,
  });
  const { pool } = database.background;
  const retentionMs = eventRetentionMs(config);
  const pruning = startPruning({ pool, log, retentionMs, logger, metrics: deps.metrics });
  return {
    deps,
    async close() {
      await pruning.stop();
      closeSnapshots();
      tokens.close();
      await trust.stop();
      await close();
    },
  };
}

/** Everything that rests on the database and the log; tests bring their own verifier. */
export function assembleDeps(
  given: Pick<
    Deps,
    "database" | "log" | "logger" | "verifier" | "trustReady" | "clock" | "currency" | "snapshots" | "consumerTuning"
  >,
): { deps: Deps; close(): Promise<void> } {
  const { database, log, logger } = given;
  const metrics = createMetrics("analytics");
  const relay = startRelay({ database, log, source: "/services/analytics", logger, metrics });
  const audit = startReadAudit({ service: "analytics", pool: database.pool, logger, onStored: relay.wake });
  const deps: Deps = {
    ...given,
    relay,
    audit,
    metrics,
    readState: createReadState(database.db, log),
    generationsChanged: createWakeUp(),
    consuming: { ready: false },
  };
  return {
    deps,
    async close() {
      await audit.stop();
      await relay.stop();
      await log.close();
      await database.close();
    },
  };
}
