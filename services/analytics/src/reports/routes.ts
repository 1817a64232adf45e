import {
  Report,
  ReportListing,
  type ReportName,
  ReportQuery,
  reportFormats,
  reportNames,
} from "@pms/contracts/analytics";
import { auditContextOf } from "@pms/kit/audit/audit";
import { actorOf } from "@pms/kit/http/access";
import { invalidField, notFound } from "@pms/kit/http/problem";
import type { App } from "@pms/kit/http/server";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { mediaTypes, negotiateFormat, type ReportFormat } from "../formats/negotiate-format.ts";
import { renderSvg } from "../formats/render-svg.ts";
import { reportChart } from "../formats/report-chart.ts";
import { fileName, reportCsv } from "../formats/report-csv.ts";
import { completeFilters } from "../query/report-filters.ts";
import { compareReport } from "./compare-report.ts";
import { coverAllYears } from "./cover-all-years.ts";
import { documented, needs } from "./declarations.ts";
import { reportDefinitions } from "./report-definitions.ts";
import { runReport } from "./run-report.ts";

const NameParams = Type.Object({ name: Type.Enum(reportNames) });

const reportContent = {
  "application/json": { schema: Report },
  "text/csv": { schema: Type.String() },
  "image/svg+xml": { schema: Type.String() },
  "application/vnd.vegalite.v6+json": { schema: Type.Object({}, { additionalProperties: true }) },
};

export function reportRoutes(app: App, deps: Deps): void {
  app.get("/api/analytics/reports", {
    config: needs("analytics:read"),
    schema: { ...documented("listReports", "The reports there are"), response: { 200: ReportListing } },
    handler: async () => ({
      reports: reportNames.map((name) => {
        const { title, description, groupBy } = reportDefinitions[name];
        return { name, title, description, groupBy: [...groupBy], formats: [...reportFormats] };
      }),
    }),
  });

  app.get("/api/analytics/reports/:name", {
    // A name that is none is an address where nothing is, and no fault of the request.
    attachValidation: true,
    config: { ...needs("analytics:read"), refusals: [406] },
    schema: {
      ...documented(
        "getReport",
        "A report",
        "As JSON, CSV, a chart (SVG), or the chart's Vega-Lite specification: by `format`, else by `Accept`. Without `from` it covers the month of `to` and the eleven before; with `range=all` it begins where the data begin and leaves nothing out. Of more groups than a hundred (or than fit) the largest are told apart and the rest are one, `(other)`, so that the total stays. An answer has at most 50,000 rows, a chart 5,000; beyond it is 400. Where a report rests on days and not on instants, as those of money do, `timeZone` says only when the day began that is today where `to` is left out; a parameter that has no effect on a report is refused. With `compare` it says the same of as many periods before. `filters` says what it covers: callers who may not read patients are answered for whole months of UTC (quarters and years by these), until today, with protected figures; `protected` then says how exact these are.",
      ),
      params: NameParams,
      querystring: ReportQuery,
      response: { 200: { description: "The report", content: reportContent } },
    },
    handler: async (request, reply) => {
      const { validationError: fault } = request;
      if (fault) throw fault.validationContext === "params" ? notFound() : fault;
      const { name } = request.params;
      const actor = actorOf(request);
      const asked = completeFilters(name, request.query, actor);
      const filters = request.query.range === "all" ? await coverAllYears(deps, actor, name, asked) : asked;
      const format = request.query.format ?? negotiateFormat(request.headers.accept);
      const report =
        request.query.compare === undefined
          ? await runReport(deps, actor, name, filters)
          : await compareReport(deps, actor, name, filters, format);
      deps.audit.record(auditContextOf(request, actor), auditFacts(name, format, report));
      reply.header("vary", "accept").type(mediaTypes[format]);
      if (format === "json") return report;
      // Where no body says so, the stamp of the figures is in the headers.
      reply.header("x-report-as-of", report.asOf).header("x-report-lag-seconds", String(report.lagSeconds));
      reply.header("content-disposition", disposition(report, format));
      return reply.send(await toText(report, format));
    },
  });
}

/** Drawing takes a tenth of a millisecond each. */
const markedMax = 5_000;

async function toText(report: Report, format: Exclude<ReportFormat, "json">): Promise<string> {
  if (format === "csv") return reportCsv(report);
  if (report.rows.length > markedMax)
    throw invalidField(
      "/format",
      `A chart has at most ${markedMax} marks: take a shorter range or a coarser granularity.`,
    );
  const chart = reportChart(report);
  return format === "svg" ? renderSvg(chart) : JSON.stringify(chart);
}

function disposition(report: Report, format: Exclude<ReportFormat, "json">): string {
  const extension = format === "vega-lite" ? "vl.json" : format;
  return `${format === "csv" ? "attachment" : "inline"}; filename="${fileName(report, extension)}"`;
}

function auditFacts(name: ReportName, format: ReportFormat, report: Report) {
  const filters = Object.entries(report.filters).map(([key, value]) => [key, String(value)]);
  return {
    action: "analytics.report",
    resourceType: "report",
    resourceId: name,
    ...(typeof report.filters.facilityId === "string" && { facilityId: report.filters.facilityId }),
    details: {
      format,
      rows: String(report.rows.length + (report.compared?.rows.length ?? 0)),
      ...Object.fromEntries(filters),
    },
  };
}
