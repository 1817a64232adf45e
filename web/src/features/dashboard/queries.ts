/** Reads of reports; refetched every few seconds, so that the page follows the work. */
import type { ReportName } from "@pms/contracts/analytics";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { call } from "../../lib/api.ts";
import type { Days } from "./range.ts";

const refetchMs = 5_000;
const live = {
  refetchInterval: refetchMs,
  staleTime: 0,
  placeholderData: keepPreviousData,
};

export function reportQuery(name: ReportName, query: Days) {
  return queryOptions({
    queryKey: ["report", name, query],
    queryFn: ({ signal }) => call("GET", "/api/analytics/reports/{name}", { path: { name }, query, signal }),
    ...live,
  });
}

export function insightsQuery(query: Pick<Days, "timeZone">) {
  return queryOptions({
    queryKey: ["insights", query],
    queryFn: ({ signal }) => call("GET", "/api/analytics/insights", { query, signal }),
    ...live,
  });
}
