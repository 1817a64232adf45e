import type { ListedReport } from "@pms/contracts/analytics/reports";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useFormats } from "../../hooks/use-formats.ts";
import { type InsightsSearch, readInsightsSearch } from "./insights-search.ts";
import type { InsightsQuery } from "./queries.ts";
import { type Range, rangeOf } from "./range.ts";

/** What the address says, what it asks of every report, and how to change it. */
export function useInsightsSearch() {
  const search = readInsightsSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const { reading, timeZone } = useFormats();
  const { range = "12m", from, to, facility, compare = "previous-period" } = search;
  const days: Range = from && to && from <= to ? { from, to } : rangeOf(range, reading.today);
  const asked: InsightsQuery = {
    ...days,
    timeZone,
    ...(facility && { facilityId: facility }),
    ...(compare !== "none" && "from" in days && { compare }),
  };
  const change = (part: { [Name in keyof InsightsSearch]?: string | undefined }) =>
    void navigate({ to: "/insights", search: readInsightsSearch({ ...search, ...part }), replace: true });
  return { search, asked, change, isCustom: from !== undefined && to !== undefined };
}

/**
 * Where a bar leads to: the same report over its days alone, divided by the first that it offers.
 */
export function searchOfBar(
  search: InsightsSearch,
  { name, groupBy }: ListedReport,
  days: { from: string; to: string },
): InsightsSearch {
  const [first] = groupBy;
  const divided = search.groupBy ?? first;
  return { ...search, ...days, report: name, ...(divided !== undefined && { groupBy: divided }) };
}
