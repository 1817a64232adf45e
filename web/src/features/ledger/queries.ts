/** Reads of accounts and their transactions. */
import type { Account, LedgerTransactionList } from "@pms/contracts/billing";
import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import type { Static } from "typebox";
import { call } from "../../lib/api.ts";

export type TransactionPage = Static<typeof LedgerTransactionList>;

export function accountOfPatient(patientId: string) {
  return queryOptions({
    queryKey: ["account", patientId],
    queryFn: ({ signal }) => call<Account>("GET", `/api/billing/patients/${patientId}/account`, { signal }),
  });
}

/** Newest first on the wire, a page at a time, so that the last balance is the present one. */
export function transactionsOf(accountId: string, limit: number) {
  return infiniteQueryOptions({
    queryKey: ["transactions", accountId, limit],
    queryFn: ({ pageParam, signal }) =>
      call<TransactionPage>("GET", `/api/billing/accounts/${accountId}/transactions`, {
        query: { sort: "-postedAt", limit, cursor: pageParam ?? undefined },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last: TransactionPage) => last.page.nextCursor,
  });
}

/** After a posting nothing that was read of the account holds any longer. */
export function accountChanged(client: QueryClient, patientId: string, accountId: string): void {
  void client.invalidateQueries({ queryKey: ["account", patientId] });
  void client.invalidateQueries({ queryKey: ["transactions", accountId] });
}
