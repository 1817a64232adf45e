import type { Report, ReportQuery } from "@pms/contracts/analytics/reports";
import type { Caller } from "@pms/kit/audit/caller";
import type { Deps } from "../deps.ts";
import { negotiateFormat, type ReportFormat } from "../formats/negotiate-format.ts";
import { filtersFor } from "../protected/protected-filters.ts";
import { completeFilters, type PeriodFilters } from "../query/report-filters.ts";
import type { ReportDefinition } from "../reports/definition.ts";
import { coarsen } from "./coarsen.ts";
import { compareReport } from "./compare-report.ts";
import { coverAllYears } from "./cover-all-years.ts";
import { type ReportDeps, runReport } from "./run-report.ts";

type ReportRequest = { report: ReportDefinition; query: ReportQuery };

/**
 * Answers a report, by `accept` in which format. 400 for filters that make no sense, 404 for a
 * facility outside of the caller's scope, 406 for formats that there are not.
 */
export async function answerReport(
  deps: ReportDeps & Pick<Deps, "audit">,
  caller: Caller,
  { report, query, accept }: ReportRequest & { accept: string | undefined },
): Promise<{ answer: Report; format: ReportFormat }> {
  const { actor } = caller;
  const completed = filtersFor(actor, completeFilters(report, query, actor.facilities));
  const filters =
    query.range === "all" ? await coverAllYears(deps, caller, { report, query, filters: completed }) : completed;
  const format = query.format ?? negotiateFormat(accept);
  const run = (granularity: PeriodFilters["granularity"]) =>
    runRequest(deps, caller, { report, query, filters: filtersFor(actor, { ...filters, granularity }) });
  const answer = query.granularity === "auto" ? await coarsen(filters, run) : await run(filters.granularity);
  deps.audit.record(caller.audit, auditFacts(answer, format));
  return { answer, format };
}

function runRequest(
  deps: ReportDeps,
  caller: Caller,
  { report, query: { compare }, filters }: ReportRequest & { filters: PeriodFilters },
): Promise<Report> {
  if (compare === undefined) return runReport(deps, caller, { report, filters });
  return compareReport(deps, caller, { report, filters, compare });
}

function auditFacts({ report, filters, rows, compared }: Report, format: ReportFormat) {
  return {
    action: "analytics.report",
    resourceType: "report",
    resourceId: report,
    ...(typeof filters.facilityId === "string" && { facilityId: filters.facilityId }),
    details: {
      format,
      rows: String(rows.length + (compared?.rows.length ?? 0)),
      ...Object.fromEntries(Object.entries(filters).map(([name, value]) => [name, String(value)])),
    },
  };
}
