import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "../../lib/api.ts";

export const pricesKey = ["prices"] as const;

export type PriceFilter = { q: string; facility: string | undefined; day: string };

/** The list of a day, page after page. */
export const pricesQuery = ({ q, facility, day }: PriceFilter) =>
  infiniteQueryOptions({
    queryKey: [...pricesKey, "list", { q, facility, day }],
    queryFn: ({ pageParam, signal }) =>
      call("GET", "/api/billing/prices", {
        query: {
          limit: 100,
          asOf: day,
          ...(q !== "" && { q }),
          ...(facility !== undefined && { facilityId: facility }),
          ...(pageParam !== null && { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.page.nextCursor,
  });

/** All that a code ever had. */
export const changesQuery = (code: string) =>
  queryOptions({
    queryKey: [...pricesKey, "changes", code],
    queryFn: ({ signal }) => call("GET", "/api/billing/prices/changes", { query: { code }, signal }),
  });
