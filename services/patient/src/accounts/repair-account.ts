import { inTransaction } from "@pms/kit/db/database";
import type { Actor } from "@pms/kit/http/access";
import { ProblemError } from "@pms/kit/http/problem";
import type { Deps } from "../deps.ts";
import { findPatientForUpdate } from "../record/store/find-patient.ts";
import type { Account, Billing, BillingCaller } from "./billing.ts";

/** What became of the account; `unsettled`: it has a balance and can't be closed. */
type Alignment = { account: Account; moved: boolean; status?: "reopened" | "closed" | "unsettled" };

/**
 * Moves the account to where the patient is, which an event that was given up did not do. Opens the closed account of an active patient and closes the open one of an inactive patient: what a deactivation or a
 * restoration leaves that billing carried out and we did not store. Neither was acknowledged, so the patient's status holds
 * and the account follows it. 503 when billing does not answer.
 *
 * Deactivating and restoring hold the patient's row from before they call billing until they are stored. Locked the same way,
 * the row tells that neither is under way, nor a move, and both sides are read anew.
 *
 * @returns `undefined` where nothing is wrong any more
 */
export async function alignAccount(
  { database, billing, serviceToken }: Pick<Deps, "database" | "billing" | "serviceToken">,
  actor: Actor,
  patientId: string,
): Promise<Alignment | undefined> {
  const caller = { token: await serviceToken() };
  return inTransaction(database.background, async (tx) => {
    const patient = await findPatientForUpdate(tx, actor, patientId);
    const account = patient && (await billing.findAccount(patientId, caller));
    if (!account || !isDoubtful(patient, account)) return undefined;
    if (isMisplaced(patient, account)) {
      const place = { facilityId: patient.facility_id, patientVersion: patient.version };
      await billing.moveAccount(account.accountId, place, caller);
    }
    const moved = account.facilityId !== patient.facility_id;
    if (!contradict(patient.status, account.closed)) return { account, moved };
    return { account, moved, status: await alignStatus(billing, account, caller) };
  });
}

async function alignStatus(billing: Billing, { accountId, closed }: Account, caller: BillingCaller) {
  if (closed) {
    await billing.reopenAccount(accountId, caller);
    return "reopened";
  }
  try {
    await billing.closeAccount(accountId, caller);
    return "closed";
  } catch (error) {
    if (error instanceof ProblemError && error.kind === "conflict") return "unsettled";
    throw error;
  }
}

type Compared = { status: string; facility_id: string; version: number };

/** Whether the account does not go with its patient, as far as can be told without a lock; one to be opened anew is open. */
export function isDoubtful(patient: Compared, account: Account | undefined): boolean {
  if (account && isMisplaced(patient, account)) return true;
  return contradict(patient.status, account?.closed ?? false);
}

/** At another facility; or by a version of the record that there is not yet, which would keep it from following the next. */
function isMisplaced(patient: Compared, { facilityId, patientVersion }: Account): boolean {
  return facilityId !== patient.facility_id || patientVersion > patient.version;
}

/** Whether the account is closed while the patient is active, or open while the patient is inactive. */
function contradict(patientStatus: string, accountClosed: boolean): boolean {
  return patientStatus === (accountClosed ? "active" : "inactive");
}
