import type { DuplicatesQuery } from "@pms/contracts/patients/matching";
import { infiniteQueryOptions } from "@tanstack/react-query";
import { call } from "../../lib/api.ts";

const pageSize = 20;
export type Filters = Pick<DuplicatesQuery, "grade" | "sort" | "status">;

export const duplicatesKey = ["duplicates"] as const;

export function openPairs(filters: Filters) {
  return infiniteQueryOptions({
    queryKey: [...duplicatesKey, filters],
    queryFn: ({ pageParam, signal }) =>
      call("GET", "/api/patients/duplicates", {
        query: { ...filters, limit: pageSize, total: true, ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: ({ page }) => page.nextCursor,
    // Each reading is an entry of the audit log.
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
}
