import { closedOrphansMax, type Reconciliation } from "@pms/contracts/patients/reconciliation";
import { ProblemError } from "@pms/kit/problem/problem";
import type { Account } from "../clients/billing.ts";
import { openPossibleAccounts } from "../clients/open-possible-accounts.ts";
import type { Deps } from "../deps.ts";
import { accountRequestOf } from "./account-request.ts";
import { findExistingPatients, type PatientAccount } from "./store/patient-accounts.ts";
import { markAccountsOpen } from "./store/pending-accounts.ts";

type RepairDeps = Pick<Deps, "database" | "billing" | "serviceToken">;
/** What is found on one side only, or `open` in billing and pending here. */
export type Unmatched = { patients: PatientAccount[]; accounts: Account[]; open: Account[] };
/** The report grows; the work stops by throwing the signal's reason. */
export type Progress = { report: Reconciliation; signal: AbortSignal };

const orphansMax = 1_000;

/** Repairs, and empties, each kind of which there are at least `enough`. */
export async function repairUnmatched(deps: RepairDeps, unmatched: Unmatched, enough: number, progress: Progress) {
  const { pool } = deps.database;
  if (unmatched.open.length >= enough) await markAccountsOpen(pool, unmatched.open.splice(0));
  if (unmatched.accounts.length >= enough) await repairAccountsAlone(deps, unmatched.accounts.splice(0), progress);
  if (unmatched.patients.length >= enough) await openMissing(deps, unmatched.patients.splice(0), progress);
}

async function openMissing(deps: RepairDeps, patients: readonly PatientAccount[], { report }: Progress) {
  const caller = { token: await deps.serviceToken() };
  const opened = await openPossibleAccounts(deps.billing, patients.map(accountRequestOf), caller);
  const believed = new Map(patients.map(({ patient_id, account_id }) => [patient_id, account_id]));
  // Under another id than we believed, the account was there all along.
  const corrected = opened.filter(({ patientId, accountId }) => believed.get(patientId) !== accountId).length;
  report.missingAccounts += patients.length - corrected;
  report.repairedAccounts += opened.length - corrected;
  await markAccountsOpen(deps.database.pool, opened);
}

/** Accounts that no patient names: of a patient who names another one, or of nobody. */
async function repairAccountsAlone(deps: RepairDeps, accounts: readonly Account[], { report, signal }: Progress) {
  const { pool } = deps.database;
  const existing = await findExistingPatients(
    pool,
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
  if (known.length > 0) await markAccountsOpen(pool, known);
}

/**
 * A patient can't be made up, so an account of nobody is closed; should the patient come back, from
 * a backup, the next comparison opens it again. False where it has a balance.
 */
async function closeOrphan({ billing, serviceToken }: RepairDeps, { accountId }: Account): Promise<boolean> {
  try {
    await billing.closeAccount(accountId, { token: await serviceToken() });
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.kind === "conflict") return false;
    throw error;
  }
}

export function accountName({ accountId, patientId }: Account): Reconciliation["orphanAccounts"][number] {
  return { accountId, patientId };
}
