import type { Patient } from "@pms/contracts/patients";
import type { Caller } from "@pms/kit/audit/caller";
import { inTransaction } from "@pms/kit/db/database";
import { ProblemError } from "@pms/kit/http/problem";
import type { Transaction } from "kysely";
import { billingCallerOf } from "../accounts/billing.ts";
import { findOrOpenAccount } from "../accounts/find-or-open-account.ts";
import type { Deps } from "../deps.ts";
import { findPatient, findPatientForUpdate } from "../record/store/find-patient.ts";
import { recordOf } from "../record/store/patient-rows.ts";
import type { DB } from "../store/gen/tables.ts";
import { requireActive, requireCurrent } from "./require-state.ts";
import { storeVersion } from "./store-version.ts";

/**
 * Closes the account and makes the patient inactive. 404 out of reach, 412 when none of `versions` stands, 409 unless active
 * and while the account has a balance, 503 when billing does not answer.
 *
 * The account is closed first, while the patient's row is locked: when we stop in between, the patient is still active and
 * the same request, sent again, finds the account closed and goes on. The other way round an inactive patient could be
 * charged.
 */
export async function deactivatePatient(
  deps: Pick<Deps, "database" | "billing" | "serviceToken" | "relay" | "phoneCountry">,
  by: Caller,
  target: { id: string; versions: readonly number[] },
): Promise<Patient> {
  const row = requireCurrent(await findPatient(deps.database.pool, by.actor, target.id), target.versions);
  requireActive(row);
  const account = await findOrOpenAccount(deps, by, row);
  if (account.balanceMinor !== 0n) throw new ProblemError("conflict", "The billing account has a balance.");
  const close = async (tx: Transaction<DB>) => {
    const locked = requireCurrent(await findPatientForUpdate(tx, by.actor, target.id), [row.version]);
    await deps.billing.closeAccount(account.accountId, billingCallerOf(by));
    const record = recordOf(locked);
    const { phoneCountry } = deps;
    const next = { change: "deactivated", changed: ["/status"], status: "inactive", record, phoneCountry } as const;
    return storeVersion(tx, by, locked, next);
  };
  const patient = await inTransaction(deps.database, close, row.id);
  deps.relay.wake();
  return patient;
}
