import { type ReadAudit, startReadAudit } from "@pms/kit/audit/audit";
import { rpcTlsFrom } from "@pms/kit/clients/rpc";
import { type Database, openDatabase } from "@pms/kit/db/database";
import type { EventLog } from "@pms/kit/event-log/event-log";
import { eventLogFrom, openEventLog } from "@pms/kit/event-log/open-event-log";
import { createEventLogCheck } from "@pms/kit/events/event-log-check";
import { startPruning } from "@pms/kit/events/prune";
import { startRelay } from "@pms/kit/events/relay";
import type { Logger } from "@pms/kit/observe/log";
import { createMetrics, type Metrics } from "@pms/kit/observe/metrics";
import type { Readiness } from "@pms/kit/observe/readiness";
import { eventRetentionMs } from "@pms/kit/process/config";
import { type Facilities, openFacilities } from "@pms/kit/trust/facilities";
import { openTrust } from "@pms/kit/trust/open-trust";
import type { Verifier } from "@pms/kit/trust/verifier";
import type { Config } from "./config.ts";
import type { DB } from "./store/gen/tables.ts";

/** What the app is built from, in production as in tests. */
export type Deps = {
  database: Database<DB>;
  verifier: Verifier;
  audit: ReadAudit;
  facilities: Facilities;
  /** To be called after a commit that has something to publish. */
  wakeRelay: () => void;
  logger: Logger;
  metrics: Metrics;
  /** ISO 4217: of new accounts and of the trial balance. */
  currency: string;
  readiness: Readiness;
};

export type OpenedDeps = Deps & { log: EventLog; close(): Promise<void> };

/**
 * Opens everything that a running service depends on; `close` goes in the order that loses nothing.
 */
export async function openDeps(config: Config, logger: Logger): Promise<OpenedDeps> {
  const tls = rpcTlsFrom(config);
  // Before everything else, which would be left open where the log can't be used.
  const log = await openEventLog(eventLogFrom(config, "billing"));
  const database = openDatabase<DB>({
    url: config.DATABASE_URL,
    maxConnections: config.DATABASE_MAX_CONNECTIONS,
    applicationName: "billing",
  });
  const metrics = createMetrics("billing");
  const pruning = startPruning({
    pool: database.background.pool,
    log,
    retentionMs: eventRetentionMs(config),
    logger,
    metrics,
  });
  const relay = startRelay({ database, log, source: "/services/billing", logger, metrics });
  const audit = startReadAudit({ service: "billing", pool: database.pool, logger, onStored: relay.wake });
  const trust = openTrust({ config, service: "billing", logger, ...(tls && { tls }) });
  const facilities = openFacilities({ address: config.AUTH_RPC, ...(tls && { tls }) });
  return {
    database,
    log,
    facilities,
    verifier: trust.verifier,
    audit,
    wakeRelay: relay.wake,
    logger,
    metrics,
    currency: config.CURRENCY,
    readiness: {
      database: database.trouble.check,
      trust: trust.ready,
      clock: trust.clock,
      eventLog: createEventLogCheck(log, relay),
    },
    async close() {
      await Promise.all([pruning.stop(), audit.stop()]);
      await relay.stop();
      facilities.close();
      await trust.stop();
      await log.close();
      await database.close();
    },
  };
}
