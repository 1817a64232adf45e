import type { Caller } from "@pms/kit/audit/caller";
import { commit } from "@pms/kit/events/commit";
import { ProblemError } from "@pms/kit/problem/problem";
import type { Account, Billing, BillingCaller } from "../clients/billing.ts";
import type { Deps } from "../deps.ts";
import { findPatientForUpdate } from "../record/store/find-patient.ts";
import { isMerging } from "../record/store/merging.ts";
import type { PatientRow } from "../record/store/patient-rows.ts";

/** What became of the account; `unsettled`: it has a balance and can't be closed. */
type Repair = { account: Account; moved: boolean; status?: "reopened" | "closed" | "unsettled" };

/**
 * Makes the account follow its patient: to the facility, and open or closed as the patient is
 * active or inactive. Undefined where nothing is wrong any more; 503 when billing does not answer.
 */
export async function repairAccount(
  { database, billing, serviceToken }: Pick<Deps, "database" | "billing" | "serviceToken">,
  { actor }: Caller,
  { patientId }: { patientId: string },
): Promise<Repair | undefined> {
  const asService = { token: await serviceToken() };
  return commit({ database: database.background }, async (tx) => {
    // Who deactivates, restores or moves the patient holds this lock while billing is asked: none
    // of it is under way.
    const patient = await findPatientForUpdate(tx, actor, patientId);
    // A merge has taken the account along before the record follows.
    if (patient && (await isMerging(tx, patient.id))) return undefined;
    const account = patient && (await billing.findAccount(patientId, asService));
    if (!account || !isDoubtful(patient, account)) return undefined;
    if (isMisplaced(patient, account)) {
      const place = { facilityId: patient.facility_id, patientVersion: patient.version };
      await billing.moveAccount(account.accountId, place, asService);
    }
    const moved = account.facilityId !== patient.facility_id;
    if (!contradict(patient.status, account.closed)) return { account, moved };
    return { account, moved, status: await repairStatus(billing, account, asService) };
  });
}

/**
 * Billing carried out a change that was never stored here, so nobody was told of it: the patient's
 * status holds.
 */
async function repairStatus(billing: Billing, { accountId, closed }: Account, caller: BillingCaller) {
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

type Compared = Pick<PatientRow, "status" | "facility_id" | "version">;

/**
 * Whether the account does not go with its patient, as far as can be told without a lock; one to be
 * opened anew is open.
 */
export function isDoubtful(patient: Compared, account: Account | undefined): boolean {
  if (account && isMisplaced(patient, account)) return true;
  return contradict(patient.status, account?.closed ?? false);
}

/**
 * At another facility; or by a version of the record that there is not yet, which would keep it
 * from following the next.
 */
function isMisplaced(patient: Compared, { facilityId, patientVersion }: Account): boolean {
  return facilityId !== patient.facility_id || patientVersion > patient.version;
}

/**
 * Whether the account is closed while the patient is active, or open while the patient is inactive.
 */
function contradict(patientStatus: string, accountClosed: boolean): boolean {
  return patientStatus === (accountClosed ? "active" : "inactive");
}
