import { auditMessage } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import { isUniqueViolation } from "@pms/kit/db/errors";
import { enqueueEvents } from "@pms/kit/events/outbox";
import { ProblemError } from "@pms/kit/http/problem";
import type { Transaction } from "kysely";
import { accountStatusChanged } from "../ledger/billing-messages.ts";
import type { DB } from "../store/gen/tables.ts";
import { type AccountRow, lockAccount, updateAccountStatus } from "./store/accounts.ts";

/** 409 (FAILED_PRECONDITION) while anything is owed either way; a closed account is returned as it is. */
export async function closeAccount(tx: Transaction<DB>, caller: Caller, id: string): Promise<AccountRow> {
  const account = await lockAccount(tx, id, caller.actor);
  if (account.balance_minor !== 0n || account.payer_balance_minor !== 0n)
    throw new ProblemError("conflict", "The account has a balance.");
  return changeStatus(tx, caller, account, "closed");
}

/** An open account is returned as it is. 409 while its owner has another that is open. */
export async function reopenAccount(tx: Transaction<DB>, caller: Caller, id: string): Promise<AccountRow> {
  const account = await lockAccount(tx, id, caller.actor);
  return changeStatus(tx, caller, account, "active").catch((error: unknown) => {
    if (isUniqueViolation(error, "accounts_owner_active"))
      throw new ProblemError("conflict", "The owner of the account has another that is open.");
    throw error;
  });
}

async function changeStatus(
  tx: Transaction<DB>,
  caller: Caller,
  account: AccountRow,
  status: "active" | "closed",
): Promise<AccountRow> {
  if (caller.actor.ownRecordOnly) throw new ProblemError("forbidden");
  if (account.status === status) return account;
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
