import type { Report } from "@pms/contracts/analytics/reports";
import { invalidField } from "@pms/kit/problem/problem";
import type { ReportFormat } from "./negotiate-format.ts";
import { renderSvg } from "./render-svg.ts";
import { type Drawing, reportChart } from "./report-chart.ts";
import { reportCsv } from "./report-csv.ts";

/** Drawing takes a tenth of a millisecond each. */
const markedMax = 5_000;

/**
 * The report as the text of a format other than JSON. 400 for a chart of more rows than anyone sees
 * in it.
 */
export async function renderReport(
  report: Report,
  format: Exclude<ReportFormat, "json">,
  draw: (report: Report) => Drawing,
): Promise<string> {
  if (format === "csv") return reportCsv(report);
  if (report.rows.length > markedMax)
    throw invalidField(
      "/format",
      `A chart has at most ${markedMax} marks: take a shorter range or a coarser granularity.`,
    );
  const chart = reportChart(report, draw(report));
  return format === "svg" ? renderSvg(chart) : JSON.stringify(chart);
}
