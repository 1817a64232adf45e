/**
 * Opens the billing accounts of new patients; what does not succeed is left to the retry loop
 * (REL-3).
 */
import type { BillingState } from "@pms/contracts/patients/patient";
import type { Caller } from "@pms/kit/audit/caller";
import type { Logger } from "@pms/kit/observe/log";
import { wasSpared } from "../clients/account-opener.ts";
import { type AccountRequest, billingCallerOf } from "../clients/billing.ts";
import type { Deps } from "../deps.ts";
import { markAccountsOpen } from "./store/pending-accounts.ts";

/** Never throws: the patient is registered, whatever becomes of the account. */
export async function openAccount(
  { accountOpener, markAccountOpen, logger }: Pick<Deps, "accountOpener" | "markAccountOpen" | "logger">,
  caller: Caller,
  request: AccountRequest,
): Promise<BillingState> {
  try {
    const opened = await accountOpener.open(request, billingCallerOf(caller));
    await markAccountOpen(opened);
    return { accountId: opened.accountId, status: "active" };
  } catch (error) {
    warn(logger, error);
    return pending(request);
  }
}

/** The same for a batch, in one call; answers in its order. */
export async function openAccounts(
  { accountOpener, database, logger }: Pick<Deps, "accountOpener" | "database" | "logger">,
  caller: Caller,
  requests: readonly AccountRequest[],
): Promise<BillingState[]> {
  if (requests.length === 0) return [];
  try {
    const opened = await accountOpener.openAll(requests, billingCallerOf(caller));
    await markAccountsOpen(database.pool, opened);
    const accountIds = new Map(opened.map(({ patientId, accountId }) => [patientId, accountId]));
    return requests.map((request) => {
      const accountId = accountIds.get(request.patientId);
      return accountId === undefined ? pending(request) : { accountId, status: "active" };
    });
  } catch (error) {
    warn(logger, error);
    return requests.map(pending);
  }
}

function pending({ accountId }: AccountRequest): BillingState {
  return { accountId, status: "pending" };
}

/** Once for an outage: of those who are spared the wait nothing is said. */
function warn(logger: Logger, error: unknown): void {
  if (wasSpared(error)) return;
  logger.warn({ err: error }, "a billing account could not be opened at once; it is tried again");
}
