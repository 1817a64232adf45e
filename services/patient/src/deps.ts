/**
 * What the patient service is made of. Tests open the same from other addresses and another
 * verifier.
 */
import type { PhoneCountry } from "@pms/contracts/text/phone-numbers";
import { rpcTlsFrom } from "@pms/kit/clients/rpc";
import type { Logger } from "@pms/kit/observe/log";
import { type GivenDeps, openServiceDeps, type ServiceDeps } from "@pms/kit/process/service-deps";
import { type Facilities, openFacilities } from "@pms/kit/trust/facilities";
import { openServiceTokens } from "@pms/kit/trust/service-token";
import { startAccountRetries } from "./accounts/retry-accounts.ts";
import { type MarkAccountOpen, openAccountMarks } from "./accounts/store/mark-account-open.ts";
import { readReasonFields } from "./changes/reason-fields.ts";
import { type AccountOpener, createAccountOpener } from "./clients/account-opener.ts";
import type { Billing } from "./clients/billing.ts";
import { createBreaker } from "./clients/breaker.ts";
import { openBilling } from "./clients/open-billing.ts";
import { openPatientUsers, type PatientUsers } from "./clients/patient-users.ts";
import type { Config } from "./config.ts";
import { openPatientDirectory, type PatientDirectory } from "./directory/open-directory.ts";
import { type Scanning, startScanning } from "./duplicates/scan-patients.ts";
import { type MatchModelSource, openMatchModel } from "./matching/model.ts";
import { type Merging, startMerging } from "./merge/run-merges.ts";
import { openPatientFinder, type PatientFinder } from "./reading/store/patient-finder.ts";
import { type IdentifierTypes, readIdentifierTypes } from "./record/identifier-types.ts";
import { type InsertRegistration, openRegistrationInserts } from "./registration/store/insert-registration.ts";
import { openMrnSource, type TakeMrns } from "./registration/store/mrn-blocks.ts";
import { type KeyRenewal, startKeyRenewal } from "./search/renew-keys.ts";
import type { DB } from "./store/gen/tables.ts";

export type Deps = ServiceDeps<DB> & {
  facilities: Facilities;
  billing: Billing;
  findPatient: PatientFinder;
  insertRegistration: InsertRegistration;
  accountOpener: AccountOpener;
  markAccountOpen: MarkAccountOpen;
  takeMrns: TakeMrns;
  keyRenewal: KeyRenewal;
  directory: PatientDirectory;
  matchModel: MatchModelSource;
  /** Of the whole base for duplicates. */
  scanning: Scanning;
  merging: Merging;
  patientUsers: PatientUsers;
  /** Where phone numbers without a country code are dialled. */
  phoneCountry: PhoneCountry;
  /** What the clinic asks of identifiers. */
  identifierTypes: IdentifierTypes;
  /** JSON pointers of the fields whose change is asked a reason for. */
  reasonFields: readonly string[];
  documentLimits: DocumentLimits;
  /** A token of the service itself. */
  serviceToken: () => Promise<string>;
};

/** What a document, and all of a record, may take. */
export type DocumentLimits = { fileBytesMax: number; countMax: number; bytesMax: number };

const breakerPauseMs = 1_000;

export async function openDeps(config: Config, logger: Logger, given: GivenDeps = {}): Promise<Deps> {
  const identifierTypes = readIdentifierTypes(config.IDENTIFIER_TYPES);
  const reasonFields = readReasonFields(config.REASON_FIELDS);
  const opened = await openServiceDeps<DB>(config, { service: "patient", logger, given });
  const { pool, background: database } = opened.database;
  const { close: closePeers, ...peers } = openPeers(config);
  const { billing, serviceToken } = peers;
  const { PHONE_COUNTRY: phoneCountry } = config;
  const breaker = createBreaker(breakerPauseMs);
  // What nobody waits for: accounts that are still pending, keys of an earlier rule, duplicates, whom
  // a search looks among.
  const retries = startAccountRetries({ database, billing, breaker, serviceToken, logger });
  const keyRenewal = startKeyRenewal({ database, phoneCountry, logger });
  const matchModel = openMatchModel({ database, logger });
  const scanning = startScanning({ database, matchModel, phoneCountry, logger, now: opened.now });
  const { relay, now } = opened;
  const merging = startMerging({ database, billing, serviceToken, phoneCountry, identifierTypes, logger, now, relay });
  const directory = openPatientDirectory({ database: opened.database, logger });
  return {
    ...opened,
    ...peers,
    directory,
    findPatient: openPatientFinder(pool),
    insertRegistration: openRegistrationInserts(pool),
    accountOpener: createAccountOpener({ billing, breaker }),
    markAccountOpen: openAccountMarks(pool),
    takeMrns: openMrnSource(pool),
    keyRenewal,
    matchModel,
    scanning,
    merging,
    phoneCountry,
    identifierTypes,
    reasonFields,
    documentLimits: {
      fileBytesMax: config.DOCUMENT_MAX_KIB * 1_024,
      countMax: config.DOCUMENTS_MAX_COUNT,
      bytesMax: config.DOCUMENTS_MAX_MIB * 1_048_576,
    },
    async close() {
      await merging.stop();
      await directory.stop();
      await scanning.stop();
      await matchModel.stop();
      await keyRenewal.stop();
      await retries.stop();
      closePeers();
      await opened.close();
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
  const patientUsers = openPatientUsers({ address, secret: config.SERVICE_SECRET, ...secure });
  const billing = openBilling(config.BILLING_RPC, tls);
  return {
    facilities,
    patientUsers,
    billing,
    serviceToken: () => tokens.token(),
    close() {
      billing.close();
      facilities.close();
      patientUsers.close();
      tokens.close();
    },
  };
}
