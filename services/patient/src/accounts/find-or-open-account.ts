import type { Caller } from "@pms/kit/audit/caller";
import type { Deps } from "../deps.ts";
import { accountFacts } from "../record/patient-facts.ts";
import { type PatientRow, recordOf } from "../record/store/patient-rows.ts";
import { type Account, billingCallerOf, type Place } from "./billing.ts";
import { markAccountsOpen } from "./store/pending-accounts.ts";

const deadlineMs = 2_000;

/**
 * The patient's account as billing has it now. One that is still pending is opened first, so that nothing is left behind that
 * a retry would open for a patient who is inactive by then. 503 when billing does not answer.
 */
export async function findOrOpenAccount(
  { billing, database, serviceToken }: Pick<Deps, "billing" | "database" | "serviceToken">,
  by: Caller,
  row: PatientRow,
): Promise<Omit<Account, keyof Place>> {
  const caller = billingCallerOf(by);
  const found = await billing.findAccount(row.id, caller);
  if (found) return found;
  const asked = {
    patientId: row.id,
    ...accountFacts(recordOf(row)),
    accountId: row.billing_account_id,
    ownerUserId: row.owner_user_id ?? undefined,
  };
  // Of staff billing takes no owner's name.
  const opener = row.owner_user_id === null ? caller : { ...caller, token: await serviceToken() };
  const opened = await billing.openAccounts([asked], opener, deadlineMs);
  await markAccountsOpen(database.pool, opened);
  return { patientId: row.id, accountId: opened[0]?.accountId ?? asked.accountId, balanceMinor: 0n, closed: false };
}
