import type { Report } from "@pms/contracts/analytics/reports";
import type { Caller } from "@pms/kit/audit/caller";
import { invalidField } from "@pms/kit/problem/problem";
import type { ReportFormat } from "../formats/negotiate-format.ts";
import { mayReadPatients } from "../protected/protected-filters.ts";
import { rangeBefore, wholePeriods } from "../query/periods.ts";
import type { PeriodFilters } from "../query/report-filters.ts";
import type { ReportDefinition } from "./report-definition.ts";
import { type ReportDeps, runReport } from "./run-report.ts";

/**
 * The report with the rows of as many periods before beside its own. 400 where there is no range,
 * or the format shows one alone.
 */
export async function compareReport(
  deps: ReportDeps,
  caller: Caller,
  { report, filters, format }: { report: ReportDefinition; filters: PeriodFilters; format: ReportFormat },
): Promise<Report> {
  if (report.span !== "range") throw invalidField("/compare", "is for reports over a range of periods");
  if (format !== "json" && format !== "csv") throw invalidField("/compare", "is for JSON and CSV");
  const asManyPeriods = rangeBefore(filters);
  // Of a period that is cut, the days cut off could be worked out from the whole one.
  const before = mayReadPatients(caller.actor) ? asManyPeriods : wholePeriods(asManyPeriods, filters.granularity);
  const [current, previous] = await Promise.all([
    runReport(deps, caller, { report, filters }),
    runReport(deps, caller, { report, filters: { ...filters, ...before } }),
  ]);
  return {
    ...current,
    filters: { ...current.filters, compare: "previous-period" },
    compared: { ...before, rows: previous.rows },
  };
}
