/** What every service with a database is made of, opened and closed in one order. */
import { type ReadAudit, startReadAudit } from "../audit/read-audit.ts";
import { rpcTlsFrom } from "../clients/rpc.ts";
import { type Database, openDatabase } from "../db/database.ts";
import type { EventLog } from "../event-log/event-log.ts";
import { eventLogFrom, openEventLog } from "../event-log/open-event-log.ts";
import { startPruning } from "../events/prune.ts";
import { type Relay, startRelay } from "../events/relay.ts";
import type { Logger } from "../observe/log.ts";
import { createMetrics, type Metrics } from "../observe/metrics.ts";
import { openTrust, type Trust, type TrustConfig } from "../trust/open-trust.ts";
import { eventRetentionMs } from "./config.ts";

export type ServiceDeps<Schema> = {
  logger: Logger;
  metrics: Metrics;
  database: Database<Schema>;
  log: EventLog;
  relay: Relay;
  audit: ReadAudit;
  trust: Trust;
  /** The clock of every rule that asks for the day or the time. */
  now: () => Date;
  close(): Promise<void>;
};

/** What tests bring along: who is trusted, where events go, what time it is. */
export type GivenDeps = { trust?: Trust; log?: EventLog; now?: () => Date };

export type ServiceConfig = Parameters<typeof eventLogFrom>[0] &
  Parameters<typeof rpcTlsFrom>[0] & {
    DATABASE_URL: string;
    DATABASE_MAX_CONNECTIONS: number;
    EVENT_RETENTION_HOURS: number;
  };

export type ServiceOptions<Schema> = {
  /** Names the service in events, audit, metrics and connections. */
  service: string;
  logger: Logger;
  given?: GivenDeps;
  statementTimeoutMs?: number;
  /** How the service knows whom to believe, where it does not ask auth. */
  trustFrom?: (database: Database<Schema>) => Trust | Promise<Trust>;
};

/** Opens all of it, on a migrated database. `close` goes in the order that loses nothing. */
export async function openServiceDeps<Schema>(
  config: ServiceConfig & Partial<TrustConfig>,
  { service, logger, given = {}, statementTimeoutMs, trustFrom }: ServiceOptions<Schema>,
): Promise<ServiceDeps<Schema>> {
  const metrics = createMetrics(service);
  // Before everything else, which would be left open where the log can't be used.
  const log = given.log ?? (await openEventLog(eventLogFrom(config, service)));
  const database = openDatabase<Schema>({
    url: config.DATABASE_URL,
    maxConnections: config.DATABASE_MAX_CONNECTIONS,
    applicationName: service,
    ...(statementTimeoutMs !== undefined && { statementTimeoutMs }),
  });
  const trust = given.trust ?? (await (trustFrom?.(database) ?? trustInAuth(config, service, logger)));
  const relay = startRelay({ database, log, source: `/services/${service}`, logger, metrics });
  const audit = startReadAudit({ service, pool: database.pool, logger, onStored: relay.wake });
  const retentionMs = eventRetentionMs(config);
  const pruning = startPruning({ pool: database.background.pool, log, retentionMs, logger, metrics });
  return {
    logger,
    metrics,
    database,
    log,
    relay,
    audit,
    trust,
    now: given.now ?? (() => new Date()),
    async close() {
      await Promise.all([pruning.stop(), audit.stop()]);
      await relay.stop();
      await trust.stop();
      await log.close();
      await database.close();
    },
  };
}

function trustInAuth(config: ServiceConfig & Partial<TrustConfig>, service: string, logger: Logger): Trust {
  const { AUTH_URL, AUTH_RPC, TOKEN_ISSUER, TOKEN_AUDIENCE } = config;
  if (!AUTH_URL || !AUTH_RPC || !TOKEN_ISSUER || !TOKEN_AUDIENCE)
    throw new Error(`${service} is not told where auth is`);
  const tls = rpcTlsFrom(config);
  return openTrust({
    config: { AUTH_URL, AUTH_RPC, TOKEN_ISSUER, TOKEN_AUDIENCE },
    service,
    logger,
    ...(tls && { tls }),
  });
}
