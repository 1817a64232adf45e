/**
 * What a chart of a report shows: one reading of the rows for the page and the exported picture.
 */
import type { Money } from "../http/common.ts";
import type { ReportChart } from "./charts.ts";
import type { Report, ReportColumn } from "./reports.ts";

type Row = Readonly<Record<string, unknown>>;
/** `value` is in minor units where it is money, and null where it is withheld. */
export type ChartPart = { group: string; value: number | null };
type BareMark = { label: string; parts: ChartPart[] };
export type ChartMark = BareMark & {
  /** What goes with it of the range that is compared with; undefined where there is none. */
  previous: BareMark | undefined;
  /** The last and the largest carry their figure; where there are few marks, all do. */
  labelled: boolean;
};
export type ChartMarks = {
  kind: ReportChart["kind"];
  marks: ChartMark[];
  /** The columns that labels and groups are values of. */
  labelColumn: string;
  groupColumn: string | undefined;
  /** What has a colour each; one of the empty name where nothing is divided. */
  groups: string[];
  measure: ReportColumn;
  /** Undefined for counts. */
  currency: string | undefined;
  /** What is in the table alone, since sums of two currencies are no sum. */
  otherCurrencies: string[];
};

/** More groups than have a colour are one, and so are the small ones of a long ranking. */
const groupsMax = 5;
const rankedMax = 15;
const labelledMax = 4;
export const otherGroup = "(other)";

export function isMoney(value: unknown): value is Money {
  return typeof value === "object" && value !== null && "amountMinor" in value && "currency" in value;
}

/** The figure in minor units or people; null where it is withheld. */
export function figureOf(value: unknown): number | null {
  if (isMoney(value)) return value.amountMinor;
  return typeof value === "number" ? value : null;
}

/** The sum of the parts that are shown; null where none is. */
export function sumOfParts(parts: readonly ChartPart[]): number | null {
  const known = parts.flatMap(({ value }) => (value === null ? [] : [value]));
  return known.length === 0 && parts.length > 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

export function chartMarks(report: Report): ChartMarks {
  const { chart, columns, compared } = report;
  const found = columns.find(({ name }) => name === chart.measure);
  const measure: ReportColumn = found ?? { name: chart.measure, title: "", kind: "count" };
  const moneys = report.rows.map((row) => row[measure.name]).filter(isMoney);
  const [currency, ...otherCurrencies] = [...new Set(moneys.map((money) => money.currency))];
  const inCurrency = (rows: readonly Row[]) =>
    rows.filter(({ [measure.name]: value }) => !isMoney(value) || value.currency === currency);
  const [rows, before] = [inCurrency(report.rows), compared && inCurrency(compared.rows)];
  const { kind, labelColumn, groupColumn } = divisionsOf(report, rows);
  const groups =
    chart.kind === "pyramid" ? [chart.left, chart.right] : groupsOf(rows, groupColumn, measure.name, groupsMax + 1);
  const labels =
    kind === "ranking" && chart.kind !== "pyramid" && !isGiven(chart)
      ? groupsOf(rows, labelColumn, measure.name, rankedMax)
      : undefined;
  const read = (of: readonly Row[]) => marksOf(of, { labelColumn, groupColumn, groups, labels, measure: measure.name });
  const current = read(rows);
  const marks = withPrevious(chart.kind === "pyramid" ? current.toReversed() : current, before && read(before), kind);
  return { kind, marks, labelColumn, groupColumn, groups, measure, currency, otherCurrencies };
}

const isGiven = (chart: ReportChart) => chart.kind === "ranking" && chart.order === "given";

/** A single period that is divided is a ranking of what divides it: no chart has one bar. */
function divisionsOf({ chart, columns }: Report, rows: readonly Row[]) {
  if (chart.kind === "pyramid") return { kind: chart.kind, labelColumn: chart.band, groupColumn: chart.side };
  if (chart.kind === "ranking") return { kind: chart.kind, labelColumn: chart.label, groupColumn: undefined };
  const groupColumn = columns.find(({ kind }) => kind === "dimension")?.name;
  const single = new Set(rows.map(({ period }) => period)).size === 1;
  if (single && groupColumn !== undefined)
    return { kind: "ranking" as const, labelColumn: groupColumn, groupColumn: undefined };
  return { kind: chart.kind, labelColumn: "period", groupColumn };
}

/** The groups with the largest sums; the rest is one, where there are more than `max`. */
function groupsOf(rows: readonly Row[], column: string | undefined, measure: string, max: number): string[] {
  if (column === undefined) return [""];
  const sums = new Map<string, number>();
  for (const row of rows) {
    const group = String(row[column] ?? "");
    sums.set(group, (sums.get(group) ?? 0) + Math.abs(figureOf(row[measure]) ?? 0));
  }
  const ranked = [...sums].toSorted(([, a], [, b]) => b - a).map(([group]) => group);
  return ranked.length <= max ? ranked : [...ranked.slice(0, max - 1), otherGroup];
}

type Reading = {
  labelColumn: string;
  groupColumn: string | undefined;
  groups: readonly string[];
  /** In this order; in the order of the rows where undefined. */
  labels: readonly string[] | undefined;
  measure: string;
};

const among = (names: readonly string[], name: string) => (names.includes(name) ? name : otherGroup);

function marksOf(rows: readonly Row[], { labelColumn, groupColumn, groups, labels, measure }: Reading): BareMark[] {
  const labelOf = (row: Row) => {
    const name = String(row[labelColumn] ?? "");
    return labels ? among(labels, name) : name;
  };
  const byLabel = Map.groupBy(rows, labelOf);
  const isIn = (row: Row, group: string) =>
    groupColumn === undefined || among(groups, String(row[groupColumn] ?? "")) === group;
  return (labels ?? [...byLabel.keys()]).map((label) => ({
    label,
    parts: groups.map((group) => {
      const own = (byLabel.get(label) ?? []).filter((row) => isIn(row, group));
      return { group, value: sumOf(own.map((row) => figureOf(row[measure]))) };
    }),
  }));
}

/** With a part that is withheld the sum is withheld. */
function sumOf(values: readonly (number | null)[]): number | null {
  return values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}

/** Periods go with each other by their place, all else by its name. */
function withPrevious(
  current: readonly BareMark[],
  before: readonly BareMark[] | undefined,
  kind: ReportChart["kind"],
): ChartMark[] {
  const named = new Map(before?.map((mark) => [mark.label, mark]));
  const sums = current.map(({ parts }) => sumOfParts(parts) ?? Number.NEGATIVE_INFINITY);
  const largest = sums.indexOf(Math.max(...sums));
  return current.map((mark, index) => ({
    ...mark,
    previous: kind === "periods" ? before?.[index] : named.get(mark.label),
    labelled: current.length <= labelledMax || index === largest || index === current.length - 1,
  }));
}
