import {
  type ListedReport,
  Report,
  ReportListing,
  reportFilters,
  reportFormats,
} from "@pms/contracts/analytics/reports";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import { notFound } from "@pms/kit/problem/problem";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { mediaTypes, type ReportFormat } from "../formats/negotiate-format.ts";
import { renderReport } from "../formats/render-report.ts";
import { fileName } from "../formats/report-csv.ts";
import { protectionInListing } from "../protected/protection-note.ts";
import { usedParameters } from "../query/report-filters.ts";
import { groupings } from "../query/report-table.ts";
import type { ReportDefinition } from "../reports/definition.ts";
import { findReport, reportList } from "../reports/reports.ts";
import { answerReport } from "./answer-report.ts";

const NameParams = Type.Object({ name: Type.Enum(reportList.map(({ name }) => name)) });
const ReportQuery = Type.Object({ ...reportFilters, groupBy: Type.Optional(Type.Enum(groupings)) });

const reportContent = {
  "application/json": { schema: Report },
  "text/csv": { schema: Type.String() },
  "image/svg+xml": { schema: Type.String() },
  "application/vnd.vegalite.v6+json": { schema: Type.Object({}, { additionalProperties: true }) },
};

export function addReports(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/analytics/reports",
    operationId: "listReports",
    summary: "The reports there are",
    tags: ["analytics"],
    access: "analytics:read",
    patientData: true,
    response: { 200: ReportListing },
    handler: async () => ({ reports: reportList.map(listed) }),
  });

  addRoute(app, {
    method: "GET",
    url: "/api/analytics/reports/:name",
    operationId: "getReport",
    summary: "A report",
    description:
      "As JSON, CSV, a chart (SVG), or the chart's Vega-Lite specification: by `format`, else by `Accept`. Without `from` it covers the month of `to` and the eleven before; with `range=all` it begins where the data begin and leaves nothing out. Of more groups than a hundred (or than fit) the largest are told apart and the rest are one, `(other)`, so that the total stays. An answer has at most 50,000 rows, a chart 5,000; beyond it is 400. Where a report rests on days and not on instants, as those of money do, `timeZone` says only when the day began that is today where `to` is left out; a parameter that has no effect on a report is refused. With `compare` it says the same of as many periods before, or of the same days a year before; where a report is of one day, of the day before `from`, or of that day a year before. With `granularity=auto` periods suit the range, and are wider where more than a tenth of the figures would be withheld. `filters` says what it covers: callers who may not read patients are answered for whole months of UTC (quarters and years by these), until today, with protected figures; `protected` then says how exact these are. Sums of money by period, facility and method are exact for whoever may see the clinic's money.",
    tags: ["analytics"],
    access: "analytics:read",
    patientData: true,
    refusals: [406],
    // A name that is none is an address where nothing is, and no fault of the request.
    attachValidation: true,
    params: NameParams,
    querystring: ReportQuery,
    response: { 200: { description: "The report", content: reportContent } },
    handler: async (request, reply) => {
      const { validationError: fault } = request;
      if (fault) throw fault.validationContext === "params" ? notFound() : fault;
      const report = findReport(request.params.name);
      if (!report) throw notFound();
      const { query } = request;
      const { accept } = request.headers;
      const { answer, format } = await answerReport(deps, callerOf(request), { report, query, accept });
      reply.header("vary", "accept").type(mediaTypes[format]);
      if (format === "json") return answer;
      // Where no body says so, the stamp of the figures is in the headers.
      reply.header("x-report-as-of", answer.asOf).header("x-report-lag-seconds", String(answer.lagSeconds));
      reply.header("content-disposition", disposition(answer, format));
      return reply.send(await renderReport(answer, format));
    },
  });
}

/** What a page has to know of a report before it asks for it. */
function listed(report: ReportDefinition): ListedReport {
  return {
    name: report.name,
    title: report.title,
    description: `${report.description} ${protectionInListing}`,
    groupBy: [...report.groupBy],
    filters: usedParameters(report),
    formats: [...reportFormats],
  };
}

function disposition(report: Report, format: Exclude<ReportFormat, "json">): string {
  const extension = format === "vega-lite" ? "vl.json" : format;
  return `${format === "csv" ? "attachment" : "inline"}; filename="${fileName(report, extension)}"`;
}
