/**
 * Reads of reports. Each leaves a row in the audit log, so the page follows the work by the minute
 * only.
 */
import type { ReportName } from "@pms/contracts/analytics/reports";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { call } from "../../lib/api.ts";
import type { Days } from "./range.ts";

/** What all of them begin with. */
export const figuresKey = ["figures"] as const;

const refetchMs = 60_000;
const live = {
  refetchInterval: refetchMs,
  staleTime: 0,
  placeholderData: keepPreviousData,
};

export function reportQuery(name: ReportName, query: Days) {
  return queryOptions({
    queryKey: [...figuresKey, "report", name, query],
    queryFn: ({ signal }) => call("GET", "/api/analytics/reports/{name}", { path: { name }, query, signal }),
    ...live,
  });
}

export function insightsQuery(query: Pick<Days, "timeZone">) {
  return queryOptions({
    queryKey: [...figuresKey, "insights", query],
    queryFn: ({ signal }) => call("GET", "/api/analytics/insights", { query, signal }),
    ...live,
  });
}
