/** What a running auth service is made of; tests make the same. */
import type { Logger } from "@pms/kit/observe/log";
import { publicOrigins } from "@pms/kit/process/config";
import { openServiceDeps, type ServiceDeps } from "@pms/kit/process/service-deps";
import type { Trust } from "@pms/kit/trust/open-trust";
import { createVerifier } from "@pms/kit/trust/verifier";
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

export type Deps = ServiceDeps<Tables> & {
  /** That of `database`. */
  db: Db;
  hasher: PasswordHasher;
  tokens: TokenIssuer;
  feed: RevocationFeed;
  limits: SessionLimits & SessionCap;
  refusals: RefusalCounter;
  keySecret: string;
  serviceSecrets: ReadonlyMap<string, string>;
  /** Where people reach the system; undefined where nobody has said. */
  publicUrl: string | undefined;
};

/**
 * Opens everything, on a migrated database; makes the first key, facility and administrator when
 * there are none.
 */
export async function openDeps(config: Config, logger: Logger): Promise<Deps> {
  const serviceSecrets = parseServiceSecrets(config.SERVICE_SECRETS);
  const own = Promise.withResolvers<OwnTrust>();
  const service = await openServiceDeps<Tables>(config, {
    service: "auth",
    logger,
    trustFrom: async ({ db }) => {
      const opened = await openOwnTrust(db, config, logger);
      own.resolve(opened);
      return opened.trust;
    },
  });
  const { tokens, feed } = await own.promise;
  const { database, metrics } = service;
  const { db } = database;
  const keySecret = config.KEY_SECRET;
  const limits = sessionLimitsFrom(config);
  const hasher = await createPasswordHasher(
    { memoryKib: config.ARGON2_MEMORY_KIB, passes: config.ARGON2_PASSES },
    (length) => metrics.queueLength.labels("passwords").set(length),
  );
  await seed({ db, database, hasher }, { email: config.ADMIN_EMAIL, password: config.ADMIN_PASSWORD });
  const background = database.background.db;
  const housekeeping = startHousekeeping({ db: background, keyRing: tokens.keyRing, keySecret, limits, logger });
  const opened = { ...service, db, hasher, tokens, feed };
  const refusals = countRefusals((rows) => recordRefusedLogIns(opened, rows), logger);
  return {
    ...opened,
    refusals,
    limits,
    keySecret,
    serviceSecrets,
    publicUrl: publicOrigins(config.PUBLIC_URL)[0],
    async close() {
      await Promise.all([housekeeping.stop(), feed.stop(), refusals.stop()]);
      await service.close();
    },
  };
}

type OwnTrust = { tokens: TokenIssuer; feed: RevocationFeed; trust: Trust };

/** Auth asks nobody whom to believe: its keys and what is revoked are in its own database. */
async function openOwnTrust(db: Db, config: Config, logger: Logger): Promise<OwnTrust> {
  await rotateSigningKeys(db, config.KEY_SECRET);
  const keyRing = await openKeyRing(db, config.KEY_SECRET);
  const tokens = { keyRing, issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE };
  const feed = await startRevocationFeed(db, logger);
  const verifier = createVerifier({
    keys: keyRing.findKey,
    isTrusted: keyRing.isTrusted,
    issuer: tokens.issuer,
    audience: tokens.audience,
    revocations: feed.revocations,
  });
  return { tokens, feed, trust: { verifier, ready: () => true, clock: () => "ok", stop: feed.stop } };
}

function sessionLimitsFrom(config: Config): SessionLimits & SessionCap {
  return {
    idleMs: config.SESSION_IDLE_HOURS * 3_600_000,
    absoluteMs: config.SESSION_ABSOLUTE_DAYS * 86_400_000,
    sessionsMax: config.SESSIONS_PER_USER_MAX,
  };
}
