/** Compares what an import should have brought with what the system answers now, to the cent. */
import type { Account } from "@pms/contracts/billing/accounts";
import type { TrialBalance } from "@pms/contracts/billing/ledger";
import type { Page } from "@pms/contracts/http/common";
import type { ApiClient } from "./api-client.ts";

export type Verification = {
  accounts: number;
  sumOfBalancesMinor: number;
  /**
   * Patients whose balance is not the export's; none unless someone else posted to their accounts.
   */
  differing: number;
  missing: number;
  trialDifferenceMinor: number;
};

/** @param balances what each patient owes by the export, by patient id, minor units */
export async function verifyImport(api: ApiClient, balances: ReadonlyMap<string, number>): Promise<Verification> {
  const left = new Map(balances);
  const result: Verification = {
    accounts: 0,
    sumOfBalancesMinor: 0,
    differing: 0,
    missing: 0,
    trialDifferenceMinor: 0,
  };
  for await (const account of allAccounts(api)) {
    const expected = left.get(account.patientId);
    if (expected === undefined) continue;
    left.delete(account.patientId);
    result.accounts += 1;
    result.sumOfBalancesMinor += account.balance.amountMinor;
    if (account.balance.amountMinor !== expected) result.differing += 1;
  }
  const trial = await api.get<TrialBalance>("/api/billing/trial-balance");
  return { ...result, missing: left.size, trialDifferenceMinor: trial.difference.amountMinor };
}

async function* allAccounts(api: ApiClient): AsyncGenerator<Account> {
  let cursor: string | null = null;
  do {
    const path: string = `/api/billing/accounts?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`;
    const answer: { data: Account[]; page: Page } = await api.get(path);
    yield* answer.data;
    cursor = answer.page.nextCursor;
  } while (cursor !== null);
}
