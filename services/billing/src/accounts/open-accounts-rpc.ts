import type {
  BillingServiceImplementation,
  CreateBillingAccountRequest,
} from "@pms/contracts/gen/pms/billing/v1/billing";
import type { Caller } from "@pms/kit/audit/caller";
import { coalesce } from "@pms/kit/batching/coalesce";
import { ProblemError } from "@pms/kit/http/problem";
import { callerOfCall } from "@pms/kit/rpc/caller";
import type { RpcContext } from "@pms/kit/rpc/server";
import type { Deps } from "../deps.ts";
import { requireUuid } from "../ledger/require-uuid.ts";
import { accountMessage } from "../postings/messages.ts";
import { newAccountOf, type Opening, openMissingAccounts, requireMayOpen } from "./open-accounts.ts";
import type { AccountRow } from "./store/accounts.ts";

type Asked = { opening: Opening; signal: AbortSignal };
type Methods = Pick<BillingServiceImplementation<RpcContext>, "createBillingAccount" | "createBillingAccounts">;

/** Registering patients waits for this: calls that arrive together are one statement and one commit. */
export function openingMethods(deps: Deps): Methods {
  const open = async (openings: readonly Opening[]) => {
    const answers = await openMissingAccounts(deps.database.pool, deps.currency, openings);
    deps.wakeRelay();
    return answers;
  };
  const openTogether = coalesce<Asked, AccountRow | ProblemError>((asked) => openWanted(asked, open), {
    batchSizeMax: 200,
    concurrency: 2,
  });
  return {
    async createBillingAccount(request, context) {
      const opening = openingOf(callerOfCall(context), request);
      return accountMessage(rowOf(await openTogether({ opening, signal: context.signal })));
    },
    async createBillingAccounts({ accounts }, context) {
      const caller = callerOfCall(context);
      if (accounts.length > 1_000) throw new ProblemError("invalid", "At most 1,000 accounts at once.");
      if (accounts.length === 0) return { accounts: [] };
      const answers = await open(accounts.map((request) => openingOf(caller, request)));
      return { accounts: answers.map((answer) => accountMessage(rowOf(answer))) };
    },
  };
}

/** Leaves out the calls whose deadline has passed or that were cancelled while they waited. */
async function openWanted(
  asked: readonly Asked[],
  open: (openings: readonly Opening[]) => Promise<(AccountRow | ProblemError)[]>,
): Promise<(AccountRow | ProblemError)[]> {
  const wanted = asked.filter(({ signal }) => !signal.aborted);
  const answers = wanted.length > 0 ? await open(wanted.map(({ opening }) => opening)) : [];
  const byAsked = new Map(wanted.map((one, index) => [one, answers[index]]));
  return asked.map((one) => byAsked.get(one) ?? new ProblemError("timed-out"));
}

function openingOf(caller: Caller, request: CreateBillingAccountRequest): Opening {
  const { patientId, facilityId, accountId, ownerUserId, birthYear, deathYear } = request;
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
