import { chartMarks, isMoney } from "@pms/contracts/analytics/chart-marks";
import type { Report } from "@pms/contracts/analytics/reports";
import { seriesColours } from "@pms/contracts/analytics/series-colours";
import type { TopLevelSpec } from "vega-lite";
import { decimalAmount } from "../query/decimal-amount.ts";
import { drawPyramid, drawRanking } from "./draw-bars.ts";
import { drawPeriods } from "./draw-periods.ts";
import type { Drawing } from "./drawing.ts";
import { ink } from "./marks.ts";

const muted = "#4F5A5E";
const divider = "#D6D3CA";

/** A Vega-Lite specification with its data inline; it fetches nothing. */
export function reportChart(report: Report): TopLevelSpec {
  const { filters, asOf, lagSeconds, title } = report;
  const subtitle = subtitleOf(report);
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: { text: title, subtitle, anchor: "start" },
    description: `${title}: ${[subtitle].flat().join("; ")}`,
    usermeta: { report: report.report, filters, asOf, lagSeconds },
    background: "#FFFFFF",
    width: 720,
    data: { values: report.rows.map((row) => plainRow(report, row)) },
    ...drawingOf(report),
    config: {
      font: "system-ui, sans-serif",
      title: { color: ink, subtitleColor: muted, fontSize: 18, subtitleFontSize: 13, offset: 16 },
      axis: {
        labelColor: ink,
        titleColor: ink,
        gridColor: divider,
        domainColor: muted,
        labelFontSize: 13,
        titleFontSize: 13,
      },
      legend: { labelColor: ink, titleColor: ink, labelFontSize: 13, titleFontSize: 13 },
      range: { category: [...seriesColours.light] },
      bar: { color: seriesColours.light[0] },
      view: { stroke: null },
    },
  } as TopLevelSpec;
}

function drawingOf(report: Report): Drawing {
  const shown = chartMarks(report);
  if (shown.kind === "periods") return drawPeriods(shown);
  const title = report.columns.find(({ name }) => name === shown.labelColumn)?.title ?? "";
  return shown.kind === "pyramid" ? drawPyramid(shown, title) : drawRanking(shown, title);
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

/** What it covers, as of when, and what its signs mean. */
function subtitleOf(report: Report): string | string[] {
  const { filters, asOf, lagSeconds, compared, protected: note } = report;
  const stamp = `as of ${asOf.slice(0, 16).replace("T", " ")} UTC, lag ${lagSeconds} s${note ? "; protected: rounded, not exact" : ""}`;
  const withheld = chartMarks(report).marks.some(({ parts }) => parts.some(({ value }) => value === null));
  const signs = [
    ...(compared
      ? [`tick: ${compared.from === compared.to ? compared.to : `${compared.from} to ${compared.to}`}`]
      : []),
    ...(withheld ? ["hatched: withheld, few people or none are behind it"] : []),
    ...othersOf(report),
  ];
  const covers = `${describeFilters(filters)}${stamp}`;
  return signs.length > 0 ? [covers, signs.join("; ")] : covers;
}

/** Whom the two sides of a pyramid leave out. */
function othersOf({ chart, rows }: Report): string[] {
  if (chart.kind !== "pyramid") return [];
  const others = rows.filter((row) => row[chart.side] !== chart.left && row[chart.side] !== chart.right);
  const counts = others.map((row) => row[chart.measure]);
  if (counts.includes(null)) return ["how many have another or unknown sex is withheld"];
  const sum = counts.reduce<number>((total, count) => total + Number(count), 0);
  return sum === 0 ? [] : [`${sum} more with another or unknown sex`];
}

function describeFilters(filters: Record<string, unknown>): string {
  const { from, to, ...others } = filters;
  const span = from && to ? [`${String(from)} to ${String(to)}`] : to ? [`on ${String(to)}`] : [];
  const rest = Object.entries(others).map(([name, value]) => `${name} ${String(value)}`);
  return [...span, ...rest].map((part) => `${part}, `).join("");
}
