import type { Report } from "@pms/contracts/analytics";
import type { TopLevelSpec } from "vega-lite";
import { decimalAmount, isMoney } from "./decimal-amount.ts";

const ink = "#16232B";
const muted = "#4F5A5E";
const divider = "#D6D3CA";
/** The series colours of the light theme: three to one on white, apart in colour-blindness. */
const series = ["#23507A", "#644024", "#3B7F56", "#DD529C", "#B78D20", "#9E81ED"];

/** A Vega-Lite specification with its data inline; it fetches nothing. */
export function reportChart(report: Report): TopLevelSpec {
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
    ...drawing(report),
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

function drawing(report: Report) {
  if (report.report === "age-sex") return pyramid();
  if (report.report === "geography") return ranking("state", "State", "Patients");
  if (report.report === "balances") return balanceBars(report);
  return bars(report);
}

function bars({ columns }: Report) {
  const measure = columns.find(({ kind }) => kind === "money") ?? columns.find(({ kind }) => kind === "count");
  const group = columns.find(({ kind }) => kind === "dimension");
  return {
    height: 320,
    mark: { type: "bar" as const },
    encoding: {
      x: { field: "period", type: "ordinal" as const, title: "Period", axis: { labelOverlap: true, labelAngle: -40 } },
      y: { field: measure?.name ?? "count", type: "quantitative" as const, title: measure?.title ?? "Count" },
      ...(group && { color: { field: group.name, type: "nominal" as const, title: group.title } }),
    },
  };
}

/** Men to the left, all others to the right. */
function pyramid() {
  return {
    height: 380,
    transform: [{ calculate: "datum.sex === 'male' ? -datum.count : datum.count", as: "directed" }],
    mark: { type: "bar" as const },
    encoding: {
      y: { field: "age", type: "ordinal" as const, title: "Age in years", sort: null, scale: { reverse: true } },
      x: {
        field: "directed",
        type: "quantitative" as const,
        title: "Patients",
        axis: { labelExpr: "format(abs(datum.value), ',')" },
      },
      color: { field: "sex", type: "nominal" as const, title: "Sex" },
    },
  };
}

function ranking(field: string, title: string, measure: string) {
  return {
    mark: { type: "bar" as const },
    encoding: {
      y: { field, type: "nominal" as const, title, sort: "-x" as const },
      x: { field: "count", type: "quantitative" as const, title: measure },
    },
  };
}

function balanceBars({ columns }: Report) {
  const [first] = columns;
  const by = columns.find(({ name }) => name === "size") ?? first;
  return {
    mark: { type: "bar" as const },
    encoding: {
      y: { field: by?.name ?? "position", type: "nominal" as const, title: by?.title ?? "Position", sort: null },
      x: { field: "count", type: "quantitative" as const, title: "Accounts" },
      color: { field: "position", type: "nominal" as const, title: "Position" },
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
