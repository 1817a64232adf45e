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
