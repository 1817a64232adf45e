import type { Caller } from "@pms/kit/audit/caller";
import { commitOnce, type KeptAnswer } from "@pms/kit/events/commit";
import { findAnswer, type IdempotentRequest } from "@pms/kit/http/idempotency";
import type { Transaction } from "kysely";
import { findOrOpenAccount } from "../accounts/find-or-open-account.ts";
import { billingCallerOf } from "../clients/billing.ts";
import type { Deps } from "../deps.ts";
import { patientEtag } from "../record/patient-etag.ts";
import { findPatient, findPatientForUpdate } from "../record/store/find-patient.ts";
import { refuseWhileMerging } from "../record/store/merging.ts";
import { recordOf } from "../record/store/patient-rows.ts";
import type { DB } from "../store/gen/tables.ts";
import { nextVersion } from "./next-version.ts";
import { requireCurrent, requireInactive } from "./require-state.ts";
import { updatePatient } from "./store/update-patient.ts";

/** Without versions, whichever stands. */
type Restoration = { id: string; versions: readonly number[] | undefined; key: IdempotentRequest | undefined };

/**
 * Opens the account again and makes the patient active. 404 out of reach, 409 unless inactive, 412
 * when versions are named and none stands, 503 when billing does not answer.
 */
export async function restorePatient(
  deps: Pick<Deps, "database" | "billing" | "serviceToken" | "relay" | "phoneCountry" | "now">,
  caller: Caller,
  { id, versions, key }: Restoration,
): Promise<KeptAnswer> {
  const saved = key && (await findAnswer(deps.database.db, key));
  if (saved) return { ...saved, replayed: true };
  const row = requireCurrent(await findPatient(deps.database.pool, caller.actor, id), versions);
  requireInactive(row);
  const account = await findOrOpenAccount(deps, caller, row);
  const reopen = async (tx: Transaction<DB>) => {
    const locked = requireCurrent(await findPatientForUpdate(tx, caller.actor, id), versions);
    requireInactive(locked);
    await refuseWhileMerging(tx, row.id);
    // First: when we stop in between, the patient is still inactive and the same request, sent
    // again, goes on.
    await deps.billing.reopenAccount(account.accountId, billingCallerOf(caller));
    const record = recordOf(locked);
    const next = { change: "restored", changed: ["/status"], status: "active", record } as const;
    const version = nextVersion(deps, caller, locked, next);
    await updatePatient(tx, caller.actor, version);
    const { patient } = version;
    return { status: 200, body: patient, headers: { etag: patientEtag(patient) } };
  };
  return commitOnce(deps, key, reopen, row.id);
}
