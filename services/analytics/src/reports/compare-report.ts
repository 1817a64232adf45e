import type { Report, ReportName } from "@pms/contracts/analytics";
import type { Actor } from "@pms/kit/http/access";
import { invalidField } from "@pms/kit/http/problem";
import type { Deps } from "../deps.ts";
import type { ReportFormat } from "../formats/negotiate-format.ts";
import { seesFewPeople } from "../protected/protected-filters.ts";
import { rangeBefore, wholePeriods } from "../query/periods.ts";
import type { ReportFilters } from "../query/report-filters.ts";
import { reportDefinitions } from "./report-definitions.ts";
import { runReport } from "./run-report.ts";

/** The report with the rows of as many periods before beside its own. 400 where there is no range, or the format shows one alone. */
export async function compareReport(
  deps: Deps,
  actor: Actor,
  name: ReportName,
  filters: ReportFilters,
  format: ReportFormat,
): Promise<Report> {
  const { granularity } = filters;
  if (reportDefinitions[name].span !== "range" || granularity === "whole")
    throw invalidField("/compare", "is for reports over a range of periods");
  if (format !== "json" && format !== "csv") throw invalidField("/compare", "is for JSON and CSV");
  const asManyPeriods = rangeBefore({ ...filters, granularity });
  // Of a period that is cut, the days cut off could be worked out from the whole one.
  const before = seesFewPeople(actor) ? asManyPeriods : wholePeriods(asManyPeriods, granularity);
  const [current, previous] = await Promise.all([
    runReport(deps, actor, name, filters),
    runReport(deps, actor, name, { ...filters, ...before }),
  ]);
  return {
    ...current,
    filters: { ...current.filters, compare: "previous-period" },
    compared: { ...before, rows: previous.rows },
  };
}
