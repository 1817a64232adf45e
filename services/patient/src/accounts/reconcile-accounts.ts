import { closedOrphansMax, type Reconciliation } from "@pms/contracts/patients";
import type { AuditContext } from "@pms/kit/audit/audit";
import { countOverdueEvents } from "@pms/kit/events/outbox";
import type { Actor } from "@pms/kit/http/access";
import { ProblemError } from "@pms/kit/http/problem";
import type { Deps } from "../deps.ts";
import type { Account, Billing, BillingCaller } from "./billing.ts";
import { alignAccount, isDoubtful } from "./repair-account.ts";
import { openOrPart } from "./retry-accounts.ts";
import { runAlone } from "./store/comparison-lock.ts";
import { findExistingPatients, type PatientAccount, streamPatientAccounts } from "./store/patient-accounts.ts";
import { markAccountsOpen } from "./store/pending-accounts.ts";

type ReconcileDeps = Pick<Deps, "database" | "billing" | "serviceToken" | "relay" | "audit">;

const chunkSize = 500;
const orphansMax = 1_000;
const alignedMax = 1_000;

/**
 * Compares and repairs, one at a time in all instances: 409 while another is under way. Throws the signal's reason once that is
 * aborted; what was repaired until then stays, and is audited like everything else.
 */
export async function reconcileAccounts(
  deps: ReconcileDeps,
  by: { actor: Actor; audit: AuditContext },
  signal: AbortSignal,
): Promise<Reconciliation> {
  if (by.actor.facilities !== "all") throw new ProblemError("forbidden", "Only for those who see every facility.");
  const report = await runAlone(deps.database.pool, () => compareAndRepair(deps, by, signal));
  if (!report) throw new ProblemError("still-running", "A comparison is running already.");
  return report;
}

/**
 * Walks through our patients and billing's accounts side by side, both in the order of account ids and a page at a time;
 * opens what is missing, corrects what we believe wrongly, opens, closes and moves what does not go with the patient, closes
 * what is nobody's, reports what a person has to look at (REL-3). Doing it again changes nothing.
 */
async function compareAndRepair(
  deps: ReconcileDeps,
  { actor, audit }: { actor: Actor; audit: AuditContext },
  signal: AbortSignal,
): Promise<Reconciliation> {
  const report: Reconciliation = {
    checkedPatients: 0,
    missingAccounts: 0,
    repairedAccounts: 0,
    closedOrphanAccounts: 0,
    orphanAccounts: [],
    reopenedAccounts: 0,
    closedAccounts: 0,
    unsettledAccounts: [],
    movedAccounts: 0,
    leftAccounts: 0,
    unpublishedEvents: 0,
  };
  try {
    await walk(deps, report, actor, signal);
  } finally {
    recordReport(deps, audit, report);
  }
  return report;
}

async function walk(deps: ReconcileDeps, report: Reconciliation, actor: Actor, signal: AbortSignal): Promise<void> {
  const unmatched: Unmatched = { patients: [], accounts: [], open: [] };
  /** Ids of patients whose account may not go with their status or their facility. */
  const doubtful: string[] = [];
  for await (const [patient, account] of sideBySide(deps, report)) {
    signal.throwIfAborted();
    if (patient) report.checkedPatients += 1;
    if (!patient && account) unmatched.accounts.push(account);
    else if (patient && !account) unmatched.patients.push(patient);
    else if (patient?.pending && account) unmatched.open.push(account);
    if (patient && isDoubtful(patient, account)) {
      if (doubtful.length < alignedMax) doubtful.push(patient.patient_id);
      else report.leftAccounts += 1;
    }
    await settle(deps, report, unmatched, chunkSize, signal);
  }
  await settle(deps, report, unmatched, 1, signal);
  await alignAccounts(deps, report, actor, doubtful, signal);
  report.unpublishedEvents += await countOverdueEvents(deps.database.pool);
  deps.relay.wake();
}

function recordReport(deps: ReconcileDeps, audit: AuditContext, report: Reconciliation): void {
  const { orphanAccounts, unsettledAccounts, ...counts } = report;
  const details = Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, String(count)]));
  deps.audit.record(audit, {
    action: "patient.reconcile-accounts",
    resourceType: "patient",
    details: {
      ...details,
      orphanAccounts: String(orphanAccounts.length),
      unsettledAccounts: String(unsettledAccounts.length),
    },
  });
}

/** Pairs of what has the same account id on both sides; one of the two is undefined where the other side lacks it. */
async function* sideBySide(
  deps: ReconcileDeps,
  report: Reconciliation,
): AsyncGenerator<[PatientAccount, Account] | [PatientAccount, undefined] | [undefined, Account]> {
  const accounts = listAllAccounts(deps, report);
  let account: Account | undefined;
  let asked = false;
  // Not before the stream of patients stands: who is registered after the accounts are read would seem to have none.
  const askOnce = async () => {
    if (!asked) account = (await accounts.next()).value;
    asked = true;
  };
  for await (const patient of streamPatientAccounts(deps.database.pool)) {
    await askOnce();
    for (; account && account.accountId < patient.account_id; account = (await accounts.next()).value)
      yield [undefined, account];
    if (account?.accountId === patient.account_id && account.patientId === patient.patient_id) {
      yield [patient, account];
      account = (await accounts.next()).value;
    } else yield [patient, undefined];
  }
  await askOnce();
  for (; account; account = (await accounts.next()).value) yield [undefined, account];
}

async function* listAllAccounts(
  { billing, serviceToken }: ReconcileDeps,
  report: Reconciliation,
): AsyncGenerator<Account, undefined> {
  let pageToken = "";
  do {
    const page = await billing.listAccounts(pageToken, { token: await serviceToken() });
    yield* page.accounts;
    report.unpublishedEvents += page.overdueEvents;
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return undefined;
}

type Unmatched = { patients: PatientAccount[]; accounts: Account[]; open: Account[] };

/** Deals with each kind that has come to at least `enough`. */
async function settle(
  deps: ReconcileDeps,
  report: Reconciliation,
  unmatched: Unmatched,
  enough: number,
  signal: AbortSignal,
) {
  const { pool } = deps.database;
  if (unmatched.open.length >= enough) await markAccountsOpen(pool, unmatched.open.splice(0));
  if (unmatched.accounts.length >= enough) await settleAccounts(deps, report, unmatched.accounts.splice(0), signal);
  if (unmatched.patients.length >= enough) {
    const patients = unmatched.patients.splice(0);
    const caller = { token: await deps.serviceToken() };
    const opened = await openMissing(deps.billing, patients, caller);
    const believed = new Map(patients.map(({ patient_id, account_id }) => [patient_id, account_id]));
    // Under another id than we believed, the account was there all along.
    const corrected = opened.filter(({ patientId, accountId }) => believed.get(patientId) !== accountId).length;
    report.missingAccounts += patients.length - corrected;
    report.repairedAccounts += opened.length - corrected;
    await markAccountsOpen(pool, opened);
  }
}

/** Accounts that no patient names: of a patient who names another one, or of nobody. */
async function settleAccounts(
  deps: ReconcileDeps,
  report: Reconciliation,
  accounts: readonly Account[],
  signal: AbortSignal,
) {
  const { database } = deps;
  const existing = await findExistingPatients(
    database.pool,
    accounts.map(({ patientId }) => patientId),
  );
  const known = accounts.filter(({ patientId }) => existing.has(patientId));
  const orphans = accounts.filter(({ patientId }) => !existing.has(patientId));
  for (const orphan of orphans) {
    signal.throwIfAborted();
    if (orphan.closed) continue;
    if (report.closedOrphanAccounts < closedOrphansMax && (await closeOrphan(deps, orphan)))
      report.closedOrphanAccounts += 1;
    else if (report.orphanAccounts.length < orphansMax) report.orphanAccounts.push(accountName(orphan));
  }
  if (known.length > 0) await markAccountsOpen(database.pool, known);
}

/**
 * A patient can't be made up, so an account of nobody can only be kept from being used. Should the patient come back, from a
 * backup, the next comparison opens it again. False where it has a balance.
 */
async function closeOrphan({ billing, serviceToken }: ReconcileDeps, { accountId }: Account): Promise<boolean> {
  try {
    await billing.closeAccount(accountId, { token: await serviceToken() });
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.kind === "conflict") return false;
    throw error;
  }
}

function openMissing(billing: Billing, patients: readonly PatientAccount[], caller: BillingCaller) {
  const requests = patients.map((row) => ({
    patientId: row.patient_id,
    accountId: row.account_id,
    facilityId: row.facility_id,
    ownerUserId: row.owner_user_id ?? undefined,
    birthYear: row.birth_year ?? 0,
    deathYear: row.death_year ?? 0,
  }));
  return openOrPart(billing, requests, caller);
}

/** One at a time, once everything else is compared: there are few, and each is locked and looked at anew. */
async function alignAccounts(
  deps: ReconcileDeps,
  report: Reconciliation,
  actor: Actor,
  patientIds: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (const patientId of patientIds) {
    signal.throwIfAborted();
    const alignment = await alignAccount(deps, actor, patientId);
    if (!alignment) continue;
    const { account, moved, status } = alignment;
    if (moved) report.movedAccounts += 1;
    if (status === "reopened") report.reopenedAccounts += 1;
    else if (status === "closed") report.closedAccounts += 1;
    else if (status === "unsettled") report.unsettledAccounts.push(accountName(account));
  }
}

function accountName({ accountId, patientId }: Account): Reconciliation["orphanAccounts"][number] {
  return { accountId, patientId };
}
