import type { Comparison, Report } from "@pms/contracts/analytics/reports";
import type { Caller } from "@pms/kit/audit/caller";
import { invalidField } from "@pms/kit/problem/problem";
import { mayReadPatients } from "../protected/protected-filters.ts";
import { addDays, rangeBefore, rangeYearBefore, wholePeriods } from "../query/periods.ts";
import type { PeriodFilters } from "../query/report-filters.ts";
import type { ReportDefinition } from "../reports/definition.ts";
import { type ReportDeps, runReport } from "./run-report.ts";

/** The report with the rows of another time beside its own. 400 where it is of now. */
export async function compareReport(
  deps: ReportDeps,
  caller: Caller,
  { report, filters, compare }: { report: ReportDefinition; filters: PeriodFilters; compare: Comparison },
): Promise<Report> {
  const asked = report.span === "day" ? dayBefore(filters, compare) : rangeComparedWith(filters, compare);
  if (asked.from < "1900-01-01") throw invalidField("/compare", "has nothing before it");
  // Of a period that is cut, the days cut off could be worked out from the whole one.
  const whole = mayReadPatients(caller.actor) ? asked : wholePeriods(asked, filters.granularity);
  const before = report.span === "day" ? { from: whole.to, to: whole.to } : whole;
  const [current, previous] = await Promise.all([
    runReport(deps, caller, { report, filters }),
    runReport(deps, caller, { report, filters: { ...filters, ...before } }),
  ]);
  return {
    ...current,
    filters: { ...current.filters, compare },
    compared: { ...before, rows: previous.rows },
  };
}

export function rangeComparedWith(filters: PeriodFilters, compare: Comparison) {
  return compare === "previous-year" ? rangeYearBefore(filters) : rangeBefore(filters);
}

/**
 * What is told of one day is compared with the day before the range, or with that of a year before.
 */
function dayBefore({ from, to, granularity }: PeriodFilters, compare: Comparison) {
  const day = compare === "previous-year" ? rangeYearBefore({ from: to, to, granularity }).to : addDays(from, -1);
  return { from: day, to: day };
}
