import { auditMessage } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import { isUniqueViolation } from "@pms/kit/db/errors";
import { commit } from "@pms/kit/events/commit";
import { enqueueEvents } from "@pms/kit/events/outbox";
import { ProblemError } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";
import type { AccountRow, Tx } from "../store/tables.ts";
import { accountStatusChanged } from "./account-events.ts";
import { lockAccount, updateAccountStatus } from "./store/accounts.ts";

type StatusDeps = Pick<Deps, "database" | "relay">;
type AccountInput = { accountId: string };

/** 409 (FAILED_PRECONDITION) while anything is owed either way; a closed account stays as it is. */
export function closeAccount(deps: StatusDeps, caller: Caller, { accountId }: AccountInput): Promise<AccountRow> {
  const close = async (tx: Tx) => {
    const account = await lockAccount(tx, accountId, caller.actor);
    if (account.balance_minor !== 0n || account.payer_balance_minor !== 0n)
      throw new ProblemError("conflict", "The account has a balance.");
    return changeStatus(tx, caller, account, "closed");
  };
  return commit(deps, close, accountId);
}

/** An open account is returned as it is. 409 while its owner has another that is open. */
export function reopenAccount(deps: StatusDeps, caller: Caller, { accountId }: AccountInput): Promise<AccountRow> {
  const reopen = async (tx: Tx) => {
    const account = await lockAccount(tx, accountId, caller.actor);
    return changeStatus(tx, caller, account, "active").catch((error: unknown) => {
      if (isUniqueViolation(error, "accounts_owner_active"))
        throw new ProblemError("conflict", "The owner of the account has another that is open.");
      throw error;
    });
  };
  return commit(deps, reopen, accountId);
}

async function changeStatus(
  tx: Tx,
  caller: Caller,
  account: AccountRow,
  status: "active" | "closed",
): Promise<AccountRow> {
  if (caller.actor.ownRecordOnly) throw new ProblemError("forbidden");
  if (account.status === status) return account;
  if (account.merged_into !== null)
    throw new ProblemError("conflict", "The account was merged. Undo the merge instead.");
  const changed = await updateAccountStatus(tx, account.id, status);
  const audit = auditMessage("billing", caller.audit, {
    action: status === "closed" ? "billing.close-account" : "billing.reopen-account",
    resourceType: "account",
    resourceId: account.id,
    patientId: account.patient_id,
    facilityId: account.facility_id,
  });
  await enqueueEvents(tx, [accountStatusChanged(caller, changed), audit]);
  return changed;
}
