/**
 * Reads of reports. Each leaves a row in the audit log, so the page follows the work by the minute.
 */
import type { Comparison, ListedReport } from "@pms/contracts/analytics/reports";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { call } from "../../lib/api.ts";
import type { PathParams, Query } from "../../lib/operation.ts";

type Name = PathParams<"GET", "/api/analytics/reports/{name}">["name"];
export type ReportQuery = Query<"GET", "/api/analytics/reports/{name}">;
/** What the bar of the page asks of all reports. */
export type InsightsQuery = {
  from?: string;
  to?: string;
  range?: "all";
  timeZone: string;
  facilityId?: string;
  compare?: Comparison;
};

/** What all of them begin with. */
export const figuresKey = ["figures"] as const;

const refetchMs = 60_000;
const live = {
  refetchInterval: refetchMs,
  staleTime: 0,
  placeholderData: keepPreviousData,
};

export const listingQuery = queryOptions({
  queryKey: ["reports"],
  queryFn: ({ signal }) => call("GET", "/api/analytics/reports", { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The part of it that this report takes: others it refuses. */
export function queryFor(listed: ListedReport, asked: InsightsQuery, groupBy?: string): ReportQuery {
  const isOverRange = listed.filters.includes("granularity");
  // Of one day the beginning of the range says only what to compare with.
  const from = isOverRange || asked.compare === "previous-period" ? asked.from : undefined;
  const all = { ...asked, from, granularity: "auto" };
  const taken = Object.entries(all).filter(([name, value]) => listed.filters.includes(name) && value !== undefined);
  return {
    ...Object.fromEntries(taken),
    ...(groupBy !== undefined && listed.groupBy.includes(groupBy) && { groupBy }),
  } as ReportQuery;
}

/** The listing gives names that the document knows. */
export const reportPath = (name: string) => ({ name: name as Name });

export function reportQuery(name: string, query: ReportQuery) {
  const path = reportPath(name);
  return queryOptions({
    queryKey: [...figuresKey, "report", name, query],
    queryFn: ({ signal }) => call("GET", "/api/analytics/reports/{name}", { path, query, signal }),
    ...live,
  });
}

/** Over all years nothing is compared, and they begin before everything. */
export function insightsQuery({ range, ...asked }: InsightsQuery) {
  const query = range === "all" ? { ...asked, from: beforeEverything } : asked;
  return queryOptions({
    queryKey: [...figuresKey, "insights", query],
    queryFn: ({ signal }) => call("GET", "/api/analytics/insights", { query, signal }),
    ...live,
  });
}
export const beforeEverything = "1900-01-01";
