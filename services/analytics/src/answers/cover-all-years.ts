import type { ReportQuery } from "@pms/contracts/analytics/reports";
import type { Caller } from "@pms/kit/audit/caller";
import { filtersFor } from "../protected/protected-filters.ts";
import { granularityFor, startOfPeriod, todayIn } from "../query/periods.ts";
import type { PeriodFilters } from "../query/report-filters.ts";
import type { ReportDefinition } from "../reports/definition.ts";
import { type ReportDeps, refuseInWords } from "./run-report.ts";

/**
 * The filters with a range from the first day that there is anything of, so that nothing is left
 * out.
 */
export async function coverAllYears(
  deps: ReportDeps,
  { actor }: Caller,
  { report, query, filters }: { report: ReportDefinition; query: ReportQuery; filters: PeriodFilters },
): Promise<PeriodFilters> {
  if (report.span !== "range") return filters;
  const { slot } = await deps.readState();
  const found = await report.findDays({ db: deps.database.db, slot, filters }).catch(refuseInWords);
  const today = todayIn(filters.timeZone);
  const days = found ?? { from: startOfPeriod(today, filters.granularity), to: today };
  // Where the day begins first, it may be tomorrow already.
  const to = [days.to, today].sort().at(-1) ?? today;
  const range = { from: days.from, to };
  const granularity = query.granularity === "auto" ? granularityFor(range) : filters.granularity;
  return filtersFor(actor, { ...filters, ...range, granularity });
}
