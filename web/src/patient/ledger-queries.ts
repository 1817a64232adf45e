/** Reads of accounts and their transactions. */
import { infiniteQueryOptions, type QueryKey, queryOptions } from "@tanstack/react-query";
import { call } from "../lib/api.ts";

export function accountOfPatient(patientId: string) {
  return queryOptions({
    queryKey: ["account", patientId],
    queryFn: ({ signal }) => call("GET", "/api/billing/patients/{patientId}/account", { path: { patientId }, signal }),
  });
}

/** Newest first on the wire, a page at a time, so that the last balance is the present one. */
export function transactionsOf(accountId: string, limit: number) {
  return infiniteQueryOptions({
    queryKey: ["transactions", accountId, limit],
    queryFn: ({ pageParam, signal }) =>
      call("GET", "/api/billing/accounts/{id}/transactions", {
        path: { id: accountId },
        query: { sort: "-postedAt", limit, cursor: pageParam ?? undefined },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.page.nextCursor,
  });
}

/** After a posting nothing that was read of the account holds any longer. */
export function staleAfterPosting(patientId: string, accountId: string): QueryKey[] {
  return [
    ["account", patientId],
    ["transactions", accountId],
  ];
}
