/**
 * What the patient service is made of. Tests open the same from other addresses and another
 * verifier.
 */
import type { PhoneCountry } from "@pms/contracts/text/phone-numbers";
import { type ReadAudit, startReadAudit } from "@pms/kit/audit/audit";
import { type Database, openDatabase } from "@pms/kit/db/database";
import type { EventLog } from "@pms/kit/event-log/event-log";
import { eventLogFrom, openEventLog } from "@pms/kit/event-log/open-event-log";
import { startPruning } from "@pms/kit/events/prune";
import { type Relay, startRelay } from "@pms/kit/events/relay";
import type { Logger } from "@pms/kit/observe/log";
import { createMetrics, type Metrics } from "@pms/kit/observe/metrics";
import { eventRetentionMs } from "@pms/kit/process/config";
import { rpcTlsFrom } from "@pms/kit/rpc/client";
import { type Facilities, openFacilities } from "@pms/kit/trust/facilities";
import { openTrust, type Trust } from "@pms/kit/trust/open-trust";
import { openServiceTokens } from "@pms/kit/trust/service-token";
import { startAccountRetries } from "./accounts/retry-accounts.ts";
import { type MarkAccountOpen, openAccountMarks } from "./accounts/store/mark-account-open.ts";
import { type AccountOpener, createAccountOpener } from "./clients/account-opener.ts";
import type { Billing } from "./clients/billing.ts";
import { type Breaker, createBreaker } from "./clients/breaker.ts";
import { openBilling } from "./clients/open-billing.ts";
import type { Config } from "./config.ts";
import { openPatientFinder, type PatientFinder } from "./reading/store/patient-finder.ts";
import { type InsertRegistration, openRegistrationInserts } from "./registration/store/insert-registration.ts";
import { openMrnSource, type TakeMrns } from "./registration/store/mrn-blocks.ts";
import { type KeyRenewal, startKeyRenewal } from "./search/renew-keys.ts";
import type { DB } from "./store/gen/tables.ts";

export type Deps = {
  logger: Logger;
  metrics: Metrics;
  trust: Trust;
  database: Database<DB>;
  log: EventLog;
  relay: Relay;
  audit: ReadAudit;
  facilities: Facilities;
  billing: Billing;
  findPatient: PatientFinder;
  insertRegistration: InsertRegistration;
  accountOpener: AccountOpener;
  markAccountOpen: MarkAccountOpen;
  takeMrns: TakeMrns;
  keyRenewal: KeyRenewal;
  /** Where phone numbers without a country code are dialled. */
  phoneCountry: PhoneCountry;
  /** A token of the service itself. */
  serviceToken: () => Promise<string>;
  close(): Promise<void>;
};

const breakerPauseMs = 1_000;

/** @param given what tests bring along: who is trusted, and where events go */
export async function openDeps(
  config: Config,
  logger: Logger,
  given: { trust?: Trust; log?: EventLog } = {},
): Promise<Deps> {
  const tls = rpcTlsFrom(config);
  const secure = tls && { tls };
  const metrics = createMetrics("patient");
  // Before everything else, which would be left open where the log can't be used.
  const log = given.log ?? (await openEventLog(eventLogFrom(config, "patient")));
  const database = openDatabase<DB>({
    url: config.DATABASE_URL,
    maxConnections: config.DATABASE_MAX_CONNECTIONS,
    applicationName: "patient",
  });
  const trust = given.trust ?? openTrust({ config, service: "patient", logger, ...secure });
  const relay = startRelay({ database, log, source: "/services/patient", logger, metrics });
  const audit = startReadAudit({ service: "patient", pool: database.pool, logger, onStored: relay.wake });
  const peers = openPeers(config);
  const { facilities, billing, serviceToken } = peers;
  const breaker = createBreaker(breakerPauseMs);
  const background = startBackground(config, { logger, metrics, database, log, billing, breaker, serviceToken });
  return {
    logger,
    metrics,
    trust,
    database,
    log,
    relay,
    audit,
    facilities,
    billing,
    findPatient: openPatientFinder(database.pool),
    insertRegistration: openRegistrationInserts(database.pool),
    accountOpener: createAccountOpener({ billing, breaker }),
    markAccountOpen: openAccountMarks(database.pool),
    takeMrns: openMrnSource(database.pool),
    keyRenewal: background.keyRenewal,
    phoneCountry: config.PHONE_COUNTRY,
    serviceToken,
    async close() {
      await background.stop();
      await audit.stop();
      await relay.stop();
      await log.close();
      peers.close();
      await trust.stop();
      await database.close();
    },
  };
}

/** The services that this one asks: auth and billing. */
function openPeers(config: Config) {
  const tls = rpcTlsFrom(config);
  const secure = tls && { tls };
  const address = config.AUTH_RPC;
  const tokens = openServiceTokens({ address, service: "patient", secret: config.SERVICE_SECRET, ...secure });
  const facilities = openFacilities({ address, ...secure });
  const billing = openBilling(config.BILLING_RPC, tls);
  return {
    facilities,
    billing,
    serviceToken: () => tokens.token(),
    close() {
      billing.close();
      facilities.close();
      tokens.close();
    },
  };
}

type BackgroundDeps = Pick<Deps, "logger" | "metrics" | "database" | "log" | "billing" | "serviceToken"> & {
  breaker: Breaker;
};

/**
 * What nobody waits for: accounts that are still pending, keys of an earlier rule, events and keys
 * past their time.
 */
function startBackground(config: Config, { logger, metrics, log, ...given }: BackgroundDeps) {
  const { billing, breaker, serviceToken } = given;
  const database = given.database.background;
  const retries = startAccountRetries({ database, billing, breaker, serviceToken, logger });
  const keyRenewal = startKeyRenewal({ database, phoneCountry: config.PHONE_COUNTRY, logger });
  const retentionMs = eventRetentionMs(config);
  const pruning = startPruning({ pool: database.pool, log, retentionMs, logger, metrics });
  return {
    keyRenewal,
    async stop() {
      await keyRenewal.stop();
      await retries.stop();
      await pruning.stop();
    },
  };
}
