import type { Caller } from "@pms/kit/audit/caller";
import { inTransaction } from "@pms/kit/db/database";
import { type Answer, findAnswer, type IdempotentRequest, onceByKey } from "@pms/kit/http/idempotency";
import type { Transaction } from "kysely";
import { billingCallerOf } from "../accounts/billing.ts";
import { findOrOpenAccount } from "../accounts/find-or-open-account.ts";
import type { Deps } from "../deps.ts";
import { patientEtag } from "../record/patient-etag.ts";
import { findPatient, findPatientForUpdate } from "../record/store/find-patient.ts";
import { recordOf } from "../record/store/patient-rows.ts";
import type { DB } from "../store/gen/tables.ts";
import { requireCurrent, requireInactive } from "./require-state.ts";
import { storeVersion } from "./store-version.ts";

/**
 * Opens the account again and makes the patient active. 404 out of reach, 409 unless inactive, 412 when versions are named
 * and none stands, 503 when billing does not answer. The account comes first: when we stop in between, the patient is
 * still inactive and the same request, sent again, goes on.
 */
export async function restorePatient(
  deps: Pick<Deps, "database" | "billing" | "serviceToken" | "relay" | "phoneCountry">,
  by: Caller,
  target: { id: string; versions: readonly number[] | undefined; key: IdempotentRequest | undefined },
): Promise<Answer & { replayed: boolean }> {
  const { id, versions, key } = target;
  const saved = key && (await findAnswer(deps.database.db, key));
  if (saved) return { ...saved, replayed: true };
  const row = requireCurrent(await findPatient(deps.database.pool, by.actor, id), versions);
  requireInactive(row);
  const account = await findOrOpenAccount(deps, by, row);
  const reopen = (tx: Transaction<DB>) =>
    onceByKey(tx, key, async () => {
      const locked = requireCurrent(await findPatientForUpdate(tx, by.actor, id), versions);
      requireInactive(locked);
      await deps.billing.reopenAccount(account.accountId, billingCallerOf(by));
      const record = recordOf(locked);
      const { phoneCountry } = deps;
      const next = { change: "restored", changed: ["/status"], status: "active", record, phoneCountry } as const;
      const patient = await storeVersion(tx, by, locked, next);
      return { status: 200, body: patient, headers: { etag: patientEtag(patient) } };
    });
  const answer = await inTransaction(deps.database, reopen, row.id);
  deps.relay.wake();
  return answer;
}
