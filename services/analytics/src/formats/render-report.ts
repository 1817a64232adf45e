import type { Report } from "@pms/contracts/analytics/reports";
import { invalidField } from "@pms/kit/problem/problem";
import { reportChart } from "../charts/chart-frame.ts";
import { renderSvg } from "../charts/render-svg.ts";
import type { ReportFormat } from "./negotiate-format.ts";
import { reportCsv } from "./report-csv.ts";

/** Drawing takes a tenth of a millisecond each. */
const markedMax = 5_000;

/** The report as the text of another format than JSON. 400 for a chart of too many rows. */
export async function renderReport(report: Report, format: Exclude<ReportFormat, "json">): Promise<string> {
  if (format === "csv") return reportCsv(report);
  if (report.rows.length + (report.compared?.rows.length ?? 0) > markedMax)
    throw invalidField(
      "/format",
      `A chart has at most ${markedMax} marks: take a shorter range or a coarser granularity.`,
    );
  const chart = reportChart(report);
  return format === "svg" ? renderSvg(chart) : JSON.stringify(chart);
}
