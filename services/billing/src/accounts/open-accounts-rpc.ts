import type {
  BillingServiceImplementation,
  CreateBillingAccountRequest,
} from "@pms/contracts/gen/pms/billing/v1/billing";
import type { Caller } from "@pms/kit/audit/caller";
import { ProblemError } from "@pms/kit/problem/problem";
import { callerOfCall } from "@pms/kit/rpc/caller";
import type { RpcContext } from "@pms/kit/rpc/server";
import type { Deps } from "../deps.ts";
import { requireUuid } from "../doors/require-uuid.ts";
import type { AccountRow } from "../store/tables.ts";
import { accountMessage } from "./account-message.ts";
import { newAccountOf, type Opening, openMissingAccounts, requireMayOpen } from "./open-accounts.ts";
import { createAccountOpener } from "./open-together.ts";

type Methods = Pick<BillingServiceImplementation<RpcContext>, "createBillingAccount" | "createBillingAccounts">;

export function openingMethods(deps: Deps): Methods {
  const openTogether = createAccountOpener(deps);
  return {
    async createBillingAccount(message, context) {
      const opening = openingOf(callerOfCall(context), message);
      return accountMessage(rowOf(await openTogether({ opening, signal: context.signal })));
    },
    async createBillingAccounts({ accounts }, context) {
      const caller = callerOfCall(context);
      if (accounts.length > 1_000) throw new ProblemError("invalid", "At most 1,000 accounts at once.");
      if (accounts.length === 0) return { accounts: [] };
      const openings = accounts.map((message) => openingOf(caller, message));
      const answers = await openMissingAccounts(deps, openings);
      return { accounts: answers.map((answer) => accountMessage(rowOf(answer))) };
    },
  };
}

function openingOf(caller: Caller, message: CreateBillingAccountRequest): Opening {
  const { patientId, facilityId, accountId, ownerUserId, birthYear, deathYear } = message;
  const account = newAccountOf({
    id: accountId === "" ? undefined : requireUuid(accountId, "account_id"),
    patientId: requireUuid(patientId, "patient_id"),
    facilityId: requireUuid(facilityId, "facility_id"),
    ownerUserId: ownerUserId === "" ? null : requireUuid(ownerUserId, "owner_user_id"),
    birthYear: yearOf(birthYear, "birth_year"),
    deathYear: yearOf(deathYear, "death_year"),
  });
  const opening = { caller, account };
  requireMayOpen(opening);
  return opening;
}

/** Null for 0. 400 for what is no year. */
function yearOf(year: number, field: string): number | null {
  if (year < 0 || year > 9_999) throw new ProblemError("invalid", `${field} must be a year.`);
  return year || null;
}

function rowOf(answer: AccountRow | ProblemError): AccountRow {
  if (answer instanceof ProblemError) throw answer;
  return answer;
}
