import type { Actor } from "@pms/kit/access";
import { inTransaction } from "@pms/kit/db";
import { ProblemError } from "@pms/kit/problem";
import type { Deps } from "../deps.ts";
import { findPatientForUpdate } from "../store/find-patient.ts";
import type { Account } from "./billing.ts";

/** What became of the account; `unsettled`: it has a balance and can't be closed. */
type Alignment = { account: Account; outcome: "reopened" | "closed" | "unsettled" };

/**
 * Opens the closed account of an active patient and closes the open one of an inactive patient: what a deactivation or a
 * restoration leaves that billing carried out and we did not store. Neither was acknowledged, so the patient's status holds
 * and the account follows it. 503 when billing does not answer.
 *
 * Deactivating and restoring hold the patient's row from before they call billing until they are stored. Locked the same way,
 * the row tells that neither is under way, and both sides are read anew.
 *
 * @returns `undefined` where nothing is wrong any more
 */
export async function alignAccount(
  { database, billing, serviceToken }: Pick<Deps, "database" | "billing" | "serviceToken">,
  actor: Actor,
  patientId: string,
): Promise<Alignment | undefined> {
  const caller = { token: await serviceToken() };
  return inTransaction(database, async (tx) => {
    const patient = await findPatientForUpdate(tx, actor, patientId);
    const account = patient && (await billing.findAccount(patientId, caller));
    if (!account || !contradict(patient.status, account.closed)) return undefined;
    if (account.closed) {
      await billing.reopenAccount(account.accountId, caller);
      return { account, outcome: "reopened" };
    }
    try {
      await billing.closeAccount(account.accountId, caller);
      return { account, outcome: "closed" };
    } catch (error) {
      if (error instanceof ProblemError && error.kind === "conflict") return { account, outcome: "unsettled" };
      throw error;
    }
  });
}

/** Whether the account is closed while the patient is active, or open while the patient is inactive. */
export function contradict(patientStatus: string, accountClosed: boolean): boolean {
  return patientStatus === (accountClosed ? "active" : "inactive");
}
