import type { Caller } from "@pms/kit/audit/caller";
import { type Account, billingCallerOf, type Place } from "../clients/billing.ts";
import type { Deps } from "../deps.ts";
import { accountFacts } from "../record/patient-facts.ts";
import { type PatientRow, recordOf } from "../record/store/patient-rows.ts";
import { markAccountsOpen } from "./store/pending-accounts.ts";

const deadlineMs = 2_000;

/**
 * The patient's account as billing has it now; 503 when billing does not answer. One that is still
 * pending is opened first: a retry would open it for a patient who is inactive by then.
 */
export async function findOrOpenAccount(
  { billing, database, serviceToken }: Pick<Deps, "billing" | "database" | "serviceToken">,
  caller: Caller,
  row: PatientRow,
): Promise<Omit<Account, keyof Place>> {
  const asCaller = billingCallerOf(caller);
  const found = await billing.findAccount(row.id, asCaller);
  if (found) return found;
  const request = {
    patientId: row.id,
    ...accountFacts(recordOf(row)),
    accountId: row.billing_account_id,
    ownerUserId: row.owner_user_id ?? undefined,
  };
  // Of staff billing takes no owner's name.
  const opener = row.owner_user_id === null ? asCaller : { ...asCaller, token: await serviceToken() };
  const opened = await billing.openAccounts([request], opener, deadlineMs);
  await markAccountsOpen(database.pool, opened);
  return { patientId: row.id, accountId: opened[0]?.accountId ?? request.accountId, balanceMinor: 0n, closed: false };
}
