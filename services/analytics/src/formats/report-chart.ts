import type { Report } from "@pms/contracts/analytics/reports";
import type { TopLevelSpec } from "vega-lite";
import { decimalAmount, isMoney } from "./decimal-amount.ts";

const ink = "#16232B";
const muted = "#4F5A5E";
const divider = "#D6D3CA";
/** The series colours of the light theme: three to one on white, apart in colour-blindness. */
const series = ["#23507A", "#644024", "#3B7F56", "#DD529C", "#B78D20", "#9E81ED"];

/** What a report draws of its rows, in the frame that all share. */
export type Drawing = Pick<Extract<TopLevelSpec, { mark: unknown }>, "height" | "transform" | "mark" | "encoding">;

/** A Vega-Lite specification with its data inline; it fetches nothing. */
export function reportChart(report: Report, drawing: Drawing): TopLevelSpec {
  const { filters, asOf, lagSeconds, title, protected: note } = report;
  const subtitle = `${describeFilters(filters)}as of ${asOf.slice(0, 16).replace("T", " ")} UTC, lag ${lagSeconds} s${note ? "; protected: rounded, not exact" : ""}`;
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: { text: title, subtitle, anchor: "start" },
    description: `${title}: ${subtitle}`,
    usermeta: { report: report.report, filters, asOf, lagSeconds },
    background: "#FFFFFF",
    width: 720,
    data: { values: report.rows.map((row) => plainRow(report, row)) },
    ...drawing,
    config: {
      font: "system-ui, sans-serif",
      title: { color: ink, subtitleColor: muted, fontSize: 18, subtitleFontSize: 13, offset: 12 },
      axis: {
        labelColor: ink,
        titleColor: ink,
        gridColor: divider,
        domainColor: muted,
        labelFontSize: 13,
        titleFontSize: 13,
      },
      legend: { labelColor: ink, titleColor: ink, labelFontSize: 13, titleFontSize: 13 },
      range: { category: series },
      bar: { color: "#23507A" },
    },
  };
}

/** Money as a number of major units, for drawing alone; what could not be shown is left out. */
function plainRow({ columns }: Report, row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    columns.map(({ name }) => {
      const value = row[name];
      return [name, isMoney(value) ? Number(decimalAmount(value)) : value];
    }),
  );
}

function describeFilters(filters: Record<string, unknown>): string {
  const { from, to, ...others } = filters;
  const span = from && to ? [`${String(from)} to ${String(to)}`] : to ? [`on ${String(to)}`] : [];
  const rest = Object.entries(others).map(([name, value]) => `${name} ${String(value)}`);
  return [...span, ...rest].map((part) => `${part}, `).join("");
}
