import type { Report, ReportName } from "@pms/contracts/analytics";
import type { Kysely } from "kysely";
import { periodsOf, tooManyRows } from "../query/fill-periods.ts";
import { type Period, startOfPeriod } from "../query/periods.ts";
import type { ReportFilters } from "../query/report-filters.ts";
import { periodColumn, rowsMax } from "../query/report-table.ts";
import { reportDefinitions } from "../reports/report-definitions.ts";
import type { DB } from "../store/gen/tables.ts";
import { type ProtectedDimension, type ProtectedMeasure, protectedReports } from "./protected-reports.ts";
import { createShowing, type Showing } from "./show-figures.ts";
import type { Publication } from "./store/publication.ts";
import { type PublishedCell, type PublishedQuery, readPublished } from "./store/read-published.ts";

type Context = { db: Kysely<DB>; publication: Publication; filters: ReportFilters; currency: string };
/** What is shown, by row: each measure under its own name. */
type Shown = Map<string, Record<string, unknown>>;

const rowKey = (period: number, currency: string, values: readonly string[]) =>
  JSON.stringify([period, currency, ...values]);

/**
 * A report of published cells alone. What rests on few people is null, and looks like what rests on none; a group of which
 * nothing is shown has no row, so that groups cannot be counted.
 */
export async function runProtectedReport(
  context: Context,
  name: ReportName,
): Promise<Pick<Report, "columns" | "rows">> {
  const { filters, currency } = context;
  const { measures, money, dimensions: dimensionsFor } = protectedReports[name];
  const dimensions = dimensionsFor(filters.groupBy);
  const { span } = reportDefinitions[name];
  const periods =
    span === "range" ? periodsOf(filters) : [{ label: "", from: earliest, to: span === "now" ? earliest : filters.to }];
  const { shown, seen, currencies } = await show(context, measures, dimensions, periods);
  const values = product(
    dimensions.map(({ values }, index) => [
      ...values,
      ...[...(seen[index] ?? [])].filter((value) => !values.includes(value)).toSorted(),
    ]),
  );
  const units = money ? [...(currencies.size > 0 ? currencies : [currency])].toSorted() : [""];
  if (periods.length * units.length * values.length > rowsMax) throw tooManyRows();
  const rows = periods.flatMap(({ label }, period) =>
    units.flatMap((unit) =>
      values.map((of) => ({
        ...(span === "range" && { period: label }),
        ...labels(dimensions, of),
        ...complete(measures, shown.get(rowKey(period, unit, of)) ?? {}),
      })),
    ),
  );
  const columns = [
    ...(span === "range" ? [periodColumn] : []),
    ...dimensions.flatMap(({ column, implied }) => (implied ? [implied.column, column] : [column])),
    ...measures.map(({ column }) => column),
  ];
  return { columns, rows };
}

/** Before everything: stocks are of all who came since. */
const earliest = "1900-01-01";

async function show(
  { db, publication, filters }: Context,
  measures: readonly ProtectedMeasure[],
  dimensions: readonly ProtectedDimension[],
  periods: readonly Period[],
) {
  const shown: Shown = new Map();
  const seen = dimensions.map(() => new Set<string>());
  const currencies = new Set<string>();
  const showing = createShowing(publication);
  const months = periods.map(({ from, to }) => ({
    from: startOfPeriod(from, "month"),
    to: startOfPeriod(to, "month"),
  }));
  const year = Number(filters.to.slice(0, 4));
  const common = { facilities: filters.facilities, periods: months, dimensions: dimensions.map(({ by }) => by), year };
  for (const [kinds, together] of Map.groupBy(measures, ({ kinds }) => JSON.stringify(kinds))) {
    const query = { ...common, kinds: together[0]?.kinds ?? [] };
    for (const cell of await readPublished(db, query)) {
      const set = setOf(query, kinds, cell);
      const figures = together.map(({ column }) => [column.name, figureOf(showing, column.kind, set, cell)] as const);
      if (figures.every(([, figure]) => figure === null)) continue;
      for (const [index, value] of cell.values.entries()) seen[index]?.add(value);
      currencies.add(cell.currency);
      const key = rowKey(cell.period, cell.currency, cell.values);
      shown.set(key, { ...shown.get(key), ...Object.fromEntries(figures) });
    }
  }
  return { shown, seen, currencies };
}

const figureOf = (showing: Showing, kind: string, set: string, cell: PublishedCell) =>
  kind === "money" ? showing.money(set, cell) : showing.count(set, cell);

/** The same set is named alike however it was asked for, or its noise would average out. */
function setOf(query: PublishedQuery, kinds: string, { period, values, currency }: PublishedCell): string {
  const by = query.dimensions.map((name, index) => [name, values[index]] as const);
  const facility = by.find(([name]) => name === "facility")?.[1];
  const facilities = facility === undefined ? query.facilities : [facility];
  const others = by.filter(([name]) => name !== "facility").toSorted(([a], [b]) => a.localeCompare(b));
  const ofAges = query.dimensions.includes("ageBand") ? query.year : 0;
  const where = facilities === "all" ? "all" : [...new Set(facilities)].toSorted();
  return JSON.stringify([kinds, where, query.periods[period], others, ofAges, currency]);
}

function product(lists: readonly (readonly string[])[]): string[][] {
  return lists.reduce<string[][]>((rows, list) => rows.flatMap((row) => list.map((value) => [...row, value])), [[]]);
}

function labels(dimensions: readonly ProtectedDimension[], values: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    dimensions.flatMap(({ column, label = (value) => value, implied }, index) => {
      const value = values[index] ?? "";
      return [...(implied ? [[implied.column.name, implied.label(value)]] : []), [column.name, label(value)]];
    }),
  );
}

function complete(measures: readonly ProtectedMeasure[], figures: Record<string, unknown>) {
  const values = Object.fromEntries(measures.map(({ column }) => [column.name, figures[column.name] ?? null]));
  const suppressed = Object.values(values).includes(null);
  return { ...values, ...(suppressed && { suppressed }) };
}
