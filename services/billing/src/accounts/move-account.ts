import { auditMessage } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import { enqueueEvents } from "@pms/kit/events/outbox";
import { ProblemError } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";
import { commit } from "../store/commit.ts";
import type { AccountRow, Tx } from "../store/tables.ts";
import { lockAccount } from "./store/accounts.ts";
import { type FacilityOfRecord, moveLockedAccount } from "./store/move-accounts.ts";

/**
 * Puts an account where the patient's record says that it is, even where it has followed a later
 * version: the caller holds the record, and a restored backup knows no later one.
 */
export function moveAccount(
  deps: Pick<Deps, "database" | "wakeRelay">,
  caller: Caller,
  { accountId, to }: { accountId: string; to: FacilityOfRecord },
): Promise<AccountRow> {
  return commit(deps, (tx) => moveInTransaction(tx, caller, accountId, to), accountId);
}

async function moveInTransaction(tx: Tx, caller: Caller, id: string, to: FacilityOfRecord): Promise<AccountRow> {
  // A false version would keep the account from following the patient: not for everybody to say.
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
