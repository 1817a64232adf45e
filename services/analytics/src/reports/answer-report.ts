import type { Report, ReportQuery } from "@pms/contracts/analytics/reports";
import type { Caller } from "@pms/kit/audit/caller";
import type { Deps } from "../deps.ts";
import { negotiateFormat, type ReportFormat } from "../formats/negotiate-format.ts";
import { filtersFor } from "../protected/protected-filters.ts";
import { completeFilters } from "../query/report-filters.ts";
import { compareReport } from "./compare-report.ts";
import { coverAllYears } from "./cover-all-years.ts";
import type { ReportDefinition } from "./report-definition.ts";
import { type ReportDeps, runReport } from "./run-report.ts";

/**
 * Answers a report, by `accept` in which format. 400 for filters that make no sense, 404 for a
 * facility outside of the caller's scope, 406 for formats that there are not.
 */
export async function answerReport(
  deps: ReportDeps & Pick<Deps, "audit">,
  caller: Caller,
  { report, query, accept }: { report: ReportDefinition; query: ReportQuery; accept: string | undefined },
): Promise<{ answer: Report; format: ReportFormat }> {
  const { actor } = caller;
  const completed = filtersFor(actor, completeFilters(report, query, actor.facilities));
  const filters = query.range === "all" ? await coverAllYears(deps, caller, { report, filters: completed }) : completed;
  const format = query.format ?? negotiateFormat(accept);
  const answer =
    query.compare === undefined
      ? await runReport(deps, caller, { report, filters })
      : await compareReport(deps, caller, { report, filters, format });
  deps.audit.record(caller.audit, auditFacts(answer, format));
  return { answer, format };
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
