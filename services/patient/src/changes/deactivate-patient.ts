import type { Patient } from "@pms/contracts/patients/patient";
import type { Caller } from "@pms/kit/audit/caller";
import { commit } from "@pms/kit/events/commit";
import { ProblemError } from "@pms/kit/problem/problem";
import type { Transaction } from "kysely";
import { findOrOpenAccount } from "../accounts/find-or-open-account.ts";
import { billingCallerOf } from "../clients/billing.ts";
import type { Deps } from "../deps.ts";
import { findPatient, findPatientForUpdate } from "../record/store/find-patient.ts";
import { refuseWhileMerging } from "../record/store/merging.ts";
import { recordOf } from "../record/store/patient-rows.ts";
import type { DB } from "../store/gen/tables.ts";
import { nextVersion } from "./next-version.ts";
import { requireActive, requireCurrent } from "./require-state.ts";
import { updatePatient } from "./store/update-patient.ts";

/**
 * Closes the account and makes the patient inactive. 404 out of reach, 412 when none of `versions`
 * stands, 409 unless active and while the account has a balance, 503 when billing does not answer.
 */
export async function deactivatePatient(
  deps: Pick<Deps, "database" | "billing" | "serviceToken" | "relay" | "phoneCountry" | "now">,
  caller: Caller,
  { id, versions }: { id: string; versions: readonly number[] },
): Promise<Patient> {
  const row = requireCurrent(await findPatient(deps.database.pool, caller.actor, id), versions);
  requireActive(row);
  const account = await findOrOpenAccount(deps, caller, row);
  if (account.balanceMinor !== 0n) throw new ProblemError("conflict", "The billing account has a balance.");
  const close = async (tx: Transaction<DB>) => {
    const locked = requireCurrent(await findPatientForUpdate(tx, caller.actor, id), [row.version]);
    await refuseWhileMerging(tx, row.id);
    // First, with the row locked: stopped in between, the same request, sent again, finds the
    // account closed and goes on. The other way round an inactive patient could be charged.
    await deps.billing.closeAccount(account.accountId, billingCallerOf(caller));
    const record = recordOf(locked);
    const next = { change: "deactivated", changed: ["/status"], status: "inactive", record } as const;
    const version = nextVersion(deps, caller, locked, next);
    await updatePatient(tx, caller.actor, version);
    return version.patient;
  };
  return commit(deps, close, row.id);
}
