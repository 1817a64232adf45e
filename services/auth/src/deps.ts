/** What a running auth service is made of; tests make the same. */
import { type ReadAudit, startReadAudit } from "@pms/kit/audit/audit";
import { type Database, openDatabase } from "@pms/kit/db/database";
import type { EventLog } from "@pms/kit/event-log/event-log";
import { eventLogFrom, openEventLog } from "@pms/kit/event-log/open-event-log";
import { startPruning } from "@pms/kit/events/prune";
import { type Relay, startRelay } from "@pms/kit/events/relay";
import type { Logger } from "@pms/kit/observe/log";
import { createMetrics, type Metrics } from "@pms/kit/observe/metrics";
import { eventRetentionMs, publicOrigins } from "@pms/kit/process/config";
import { createVerifier, type Verifier } from "@pms/kit/trust/verifier";
import { seed } from "./administration/seed.ts";
import { type Config, parseServiceSecrets } from "./config.ts";
import { createPasswordHasher, type PasswordHasher } from "./factors/password-hasher.ts";
import { type RevocationFeed, startRevocationFeed } from "./feed/revocation-feed.ts";
import { startHousekeeping } from "./housekeeping/housekeeping.ts";
import type { SessionCap, SessionLimits } from "./sessions/store/sessions.ts";
import { recordRefusedLogIns } from "./sign-in/record-refused-log-ins.ts";
import { countRefusals, type RefusalCounter } from "./sign-in/refused-log-ins.ts";
import type { Db, Tables } from "./store/tables.ts";
import type { TokenIssuer } from "./tokens/access-token.ts";
import { openKeyRing } from "./tokens/key-ring.ts";
import { rotateSigningKeys } from "./tokens/rotate-signing-keys.ts";

export type Deps = {
  database: Database<Tables>;
  db: Db;
  log: EventLog;
  relay: Relay;
  wake(): void;
  audit: ReadAudit;
  hasher: PasswordHasher;
  tokens: TokenIssuer;
  feed: RevocationFeed;
  verifier: Verifier;
  limits: SessionLimits & SessionCap;
  refusals: RefusalCounter;
  keySecret: string;
  serviceSecrets: ReadonlyMap<string, string>;
  /** Where people reach the system; undefined where nobody has said. */
  publicUrl: string | undefined;
  logger: Logger;
  metrics: Metrics;
  /** Ends the feed, so that streams end, and everything else in order. */
  close(): Promise<void>;
};

/**
 * Opens everything, on a migrated database; makes the first key, facility and administrator when
 * there are none.
 */
export async function openDeps(config: Config, logger: Logger): Promise<Deps> {
  const metrics = createMetrics("auth");
  const serviceSecrets = parseServiceSecrets(config.SERVICE_SECRETS);
  const database = openDatabase<Tables>({
    url: config.DATABASE_URL,
    maxConnections: config.DATABASE_MAX_CONNECTIONS,
    applicationName: "auth",
  });
  const { db, pool } = database;
  const keySecret = config.KEY_SECRET;
  const limits = sessionLimitsFrom(config);
  const hasher = await createPasswordHasher(
    { memoryKib: config.ARGON2_MEMORY_KIB, passes: config.ARGON2_PASSES },
    (length) => metrics.queueLength.labels("passwords").set(length),
  );
  await seed({ db, hasher }, { email: config.ADMIN_EMAIL, password: config.ADMIN_PASSWORD });
  await rotateSigningKeys(db, keySecret);
  const keyRing = await openKeyRing(db, keySecret);
  const tokens = { keyRing, issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE };
  const feed = await startRevocationFeed(db, logger);
  const verifier = createVerifier({
    keys: keyRing.findKey,
    isTrusted: keyRing.isTrusted,
    issuer: tokens.issuer,
    audience: tokens.audience,
    revocations: feed.revocations,
  });
  const log = await openEventLog(eventLogFrom(config, "auth"));
  const relay = startRelay({ database, log, source: "/services/auth", logger, metrics });
  const audit = startReadAudit({ service: "auth", pool, logger, onStored: relay.wake });
  const housekeeping = startHousekeeping({ db: database.background.db, keyRing, keySecret, limits, logger });
  const background = database.background.pool;
  const pruning = startPruning({ pool: background, log, retentionMs: eventRetentionMs(config), logger, metrics });
  const opened = { database, db, log, relay, wake: relay.wake, audit, hasher, tokens, feed, verifier };
  const refusals = countRefusals((rows) => recordRefusedLogIns(opened, rows), logger);
  return {
    ...opened,
    refusals,
    limits,
    keySecret,
    serviceSecrets,
    publicUrl: publicOrigins(config.PUBLIC_URL)[0],
    logger,
    metrics,
    async close() {
      await Promise.all([housekeeping.stop(), pruning.stop(), feed.stop(), audit.stop(), refusals.stop()]);
      await relay.stop();
      await log.close();
      await database.close();
    },
  };
}

function sessionLimitsFrom(config: Config): SessionLimits & SessionCap {
  return {
    idleMs: config.SESSION_IDLE_HOURS * 3_600_000,
    absoluteMs: config.SESSION_ABSOLUTE_DAYS * 86_400_000,
    sessionsMax: config.SESSIONS_PER_USER_MAX,
  };
}
