import { ProblemError } from "@pms/kit/problem/problem";
import type { AccountRequest, Billing, BillingCaller, OpenedAccount } from "./billing.ts";

const deadlineMs = 5_000;

/**
 * Opens those that billing does not refuse: when it refuses a batch, the batch is halved until only
 * the refused are left out.
 */
export async function openPossibleAccounts(
  billing: Billing,
  requests: readonly AccountRequest[],
  caller: BillingCaller,
): Promise<OpenedAccount[]> {
  try {
    return await billing.openAccounts(requests, caller, deadlineMs);
  } catch (error) {
    if (!(error instanceof ProblemError) || isFaultOfNone(error)) throw error;
    if (requests.length === 1) return [];
    const half = Math.ceil(requests.length / 2);
    const first = await openPossibleAccounts(billing, requests.slice(0, half), caller);
    return [...first, ...(await openPossibleAccounts(billing, requests.slice(half), caller))];
  }
}

/** No one account's fault: of these two every request would fail. */
export function isFaultOfNone({ kind }: ProblemError): boolean {
  return kind === "unavailable" || kind === "unauthenticated";
}
