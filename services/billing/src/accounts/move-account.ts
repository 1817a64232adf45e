import { auditMessage } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import { enqueueEvents } from "@pms/kit/events/outbox";
import { ProblemError } from "@pms/kit/http/problem";
import type { Transaction } from "kysely";
import type { DB } from "../store/gen/tables.ts";
import { type AccountRow, lockAccount } from "./store/accounts.ts";
import { moveLockedAccount, type Place } from "./store/move-accounts.ts";

/**
 * Puts an account where the patient's record says that it is: what an event did not, or an old one did. The caller holds the
 * record, so its version counts even where the account has followed a later one, which a restored backup knows nothing of.
 * Only for those who see every facility: a version that is none would keep the account from following the patient away.
 */
export async function moveAccount(tx: Transaction<DB>, caller: Caller, id: string, to: Place): Promise<AccountRow> {
  if (caller.actor.facilities !== "all") throw new ProblemError("forbidden", "Only for those who see every facility.");
  const account = await lockAccount(tx, id, caller.actor);
  if (account.facility_id === to.facilityId && account.patient_version === to.version) return account;
  const moved = await moveLockedAccount(tx, account, to);
  const audit = auditMessage("billing", caller.audit, {
    action: "billing.move-account",
    resourceType: "account",
    resourceId: id,
    patientId: account.patient_id,
    facilityId: to.facilityId,
    details: { patientVersion: String(to.version) },
  });
  await enqueueEvents(tx, [audit]);
  return moved;
}
