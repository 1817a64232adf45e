import type { Reconciliation } from "@pms/contracts/patients/reconciliation";
import type { Caller } from "@pms/kit/audit/caller";
import { countOverdueEvents } from "@pms/kit/events/outbox";
import { ProblemError } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";
import { pairAccounts } from "./compare-accounts.ts";
import { isDoubtful, repairAccount } from "./repair-account.ts";
import { accountName, type Progress, repairUnmatched, type Unmatched } from "./repair-unmatched.ts";
import { runAlone } from "./store/comparison-lock.ts";

type ReconcileDeps = Pick<Deps, "database" | "billing" | "serviceToken" | "relay" | "audit">;

const chunkSize = 500;
const doubtfulMax = 1_000;

/**
 * Compares and repairs, one at a time in all instances: 409 while another is under way. Throws the
 * signal's reason when it is aborted; what was repaired until then stays and is audited.
 */
export async function reconcileAccounts(
  deps: ReconcileDeps,
  caller: Caller,
  { signal }: { signal: AbortSignal },
): Promise<Reconciliation> {
  if (caller.actor.facilities !== "all") throw new ProblemError("forbidden", "Only for those who see every facility.");
  const report = await runAlone(deps.database.pool, () => compareAndRepair(deps, caller, signal));
  if (!report) throw new ProblemError("still-running", "A comparison is running already.");
  return report;
}

/**
 * Opens what is missing, makes accounts follow their patients, closes what is nobody's, and reports
 * what is left to a person (REL-3). Doing it again changes nothing.
 */
async function compareAndRepair(deps: ReconcileDeps, caller: Caller, signal: AbortSignal): Promise<Reconciliation> {
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
    const progress = { report, signal };
    const doubtful = await repairPairs(deps, progress);
    await repairDoubtful(deps, caller, doubtful, progress);
    report.unpublishedEvents += await countOverdueEvents(deps.database.pool);
    deps.relay.wake();
  } finally {
    recordReport(deps, caller, report);
  }
  return report;
}

/** @returns ids of patients whose account may not go with their status or their facility */
async function repairPairs(deps: ReconcileDeps, progress: Progress): Promise<string[]> {
  const { report, signal } = progress;
  const unmatched: Unmatched = { patients: [], accounts: [], open: [] };
  const doubtful: string[] = [];
  for await (const [patient, account] of pairAccounts(deps, report)) {
    signal.throwIfAborted();
    if (patient) report.checkedPatients += 1;
    if (!patient && account) unmatched.accounts.push(account);
    else if (patient && !account) unmatched.patients.push(patient);
    else if (patient?.pending && account) unmatched.open.push(account);
    if (patient && isDoubtful(patient, account)) {
      if (doubtful.length < doubtfulMax) doubtful.push(patient.patient_id);
      else report.leftAccounts += 1;
    }
    await repairUnmatched(deps, unmatched, chunkSize, progress);
  }
  await repairUnmatched(deps, unmatched, 1, progress);
  return doubtful;
}

/**
 * One at a time, once everything else is compared: there are few, and each is locked and looked at
 * anew.
 */
async function repairDoubtful(
  deps: ReconcileDeps,
  caller: Caller,
  patientIds: readonly string[],
  { report, signal }: Progress,
): Promise<void> {
  for (const patientId of patientIds) {
    signal.throwIfAborted();
    const repair = await repairAccount(deps, caller, { patientId });
    if (!repair) continue;
    const { account, moved, status } = repair;
    if (moved) report.movedAccounts += 1;
    if (status === "reopened") report.reopenedAccounts += 1;
    else if (status === "closed") report.closedAccounts += 1;
    else if (status === "unsettled") report.unsettledAccounts.push(accountName(account));
  }
}

function recordReport({ audit }: ReconcileDeps, caller: Caller, report: Reconciliation): void {
  const { orphanAccounts, unsettledAccounts, ...counts } = report;
  const details = Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, String(count)]));
  audit.record(caller.audit, {
    action: "patient.reconcile-accounts",
    resourceType: "patient",
    details: {
      ...details,
      orphanAccounts: String(orphanAccounts.length),
      unsettledAccounts: String(unsettledAccounts.length),
    },
  });
}
