import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { call } from "../../lib/api.ts";
import type { TakingsSearch } from "./search.ts";

/** Read anew whenever it is shown: a drawer is counted against what is posted by now. */
export function takingsQuery({ date, facility, cashier }: TakingsSearch) {
  return queryOptions({
    queryKey: ["takings", date, facility, cashier],
    queryFn: ({ signal }) =>
      call("GET", "/api/billing/takings", { query: { date, facilityId: facility, cashier }, signal }),
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
}
