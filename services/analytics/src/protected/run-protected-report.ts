import type { Report } from "@pms/contracts/analytics/reports";
import type { Kysely } from "kysely";
import { periodsOf, tooManyRows } from "../query/fill-periods.ts";
import { type Period, startOfPeriod } from "../query/periods.ts";
import type { OfferedFilters, ReportFilters } from "../query/report-filters.ts";
import { periodColumn, rowsMax } from "../query/report-table.ts";
import type { DB } from "../store/gen/tables.ts";
import { createProtectedFigures, type ProtectedFigures } from "./protected-figures.ts";
import type { ProtectedDimension, ProtectedForm, ProtectedMeasure } from "./protected-form.ts";
import type { Publication } from "./store/publication.ts";
import { type PublishedCell, type PublishedQuery, readPublished } from "./store/read-published.ts";

type Context = { db: Kysely<DB>; publication: Publication; filters: ReportFilters; currency: string };
/** What is shown, by row: each measure under its own name. */
type Shown = Map<string, Record<string, unknown>>;

const rowKey = (period: number, currency: string, values: readonly string[]) =>
  JSON.stringify([period, currency, ...values]);

/**
 * A report of published cells alone. What rests on few people is null, and looks like what rests on
 * none; a group of which nothing is shown has no row, so that groups cannot be counted.
 */
export async function runProtectedReport(
  context: Context,
  { span, protectedForm }: Pick<OfferedFilters, "span"> & { protectedForm: ProtectedForm },
): Promise<Pick<Report, "columns" | "rows">> {
  const { filters, currency } = context;
  const { measures, money, derived } = protectedForm;
  const dimensions = protectedForm.dimensions(filters.groupBy);
  const periods =
    span === "range" ? periodsOf(filters) : [{ label: "", from: earliest, to: span === "now" ? earliest : filters.to }];
  const { shown, seen, currencies } = await readShown(context, measures, dimensions, periods);
  const values = combinationsOf(
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
        ...labelsOf(dimensions, of),
        ...withWithheld(measures, shown.get(rowKey(period, unit, of)) ?? {}),
      })),
    ),
  );
  const columns = [
    ...(span === "range" ? [periodColumn] : []),
    ...dimensions.flatMap(({ column, implied }) => (implied ? [implied.column, column] : [column])),
    ...measures.map(({ column }) => column),
    ...(derived?.columns ?? []),
  ];
  return { columns, rows: derived ? derived.of(rows) : rows };
}

/** Before everything: stocks are of all who came since. */
const earliest = "1900-01-01";

/**
 * Which figures are shown, with the values of each dimension and the currencies that occur in them.
 */
async function readShown(
  { db, publication, filters }: Context,
  measures: readonly ProtectedMeasure[],
  dimensions: readonly ProtectedDimension[],
  periods: readonly Period[],
) {
  const shown: Shown = new Map();
  const seen = dimensions.map(() => new Set<string>());
  const currencies = new Set<string>();
  const protectedFigures = createProtectedFigures(publication);
  const months = periods.map(({ from, to }) => ({
    from: startOfPeriod(from, "month"),
    to: startOfPeriod(to, "month"),
  }));
  const year = Number(filters.to.slice(0, 4));
  const common = {
    facilities: filters.facilities,
    periods: months,
    dimensions: dimensions.map(({ dividedBy }) => dividedBy),
    year,
  };
  for (const [kinds, together] of Map.groupBy(measures, ({ kinds }) => JSON.stringify(kinds))) {
    const query = { ...common, kinds: together[0]?.kinds ?? [] };
    for (const cell of await readPublished(db, query)) {
      const set = nameOfSet(query, kinds, cell);
      const figures = together.map(
        ({ column }) => [column.name, figureOf(protectedFigures, column.kind, set, cell)] as const,
      );
      if (figures.every(([, figure]) => figure === null)) continue;
      for (const [index, value] of cell.values.entries()) seen[index]?.add(value);
      currencies.add(cell.currency);
      const key = rowKey(cell.period, cell.currency, cell.values);
      shown.set(key, { ...shown.get(key), ...Object.fromEntries(figures) });
    }
  }
  return { shown, seen, currencies };
}

const figureOf = (figures: ProtectedFigures, kind: string, set: string, cell: PublishedCell) =>
  kind === "money" ? figures.money(set, cell) : figures.count(set, cell);

/** The same set is named alike however it was asked for, or its noise would average out. */
function nameOfSet(query: PublishedQuery, kinds: string, { period, values, currency }: PublishedCell): string {
  const divisions = query.dimensions.map((name, index) => [name, values[index]] as const);
  const facility = divisions.find(([name]) => name === "facility")?.[1];
  const facilities = facility === undefined ? query.facilities : [facility];
  const others = divisions.filter(([name]) => name !== "facility").toSorted(([a], [b]) => a.localeCompare(b));
  const ofAges = query.dimensions.includes("ageBand") ? query.year : 0;
  const where = facilities === "all" ? "all" : [...new Set(facilities)].toSorted();
  return JSON.stringify([kinds, where, query.periods[period], others, ofAges, currency]);
}

function combinationsOf(lists: readonly (readonly string[])[]): string[][] {
  return lists.reduce<string[][]>((rows, list) => rows.flatMap((row) => list.map((value) => [...row, value])), [[]]);
}

function labelsOf(dimensions: readonly ProtectedDimension[], values: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    dimensions.flatMap(({ column, label = (value) => value, implied }, index) => {
      const value = values[index] ?? "";
      return [...(implied ? [[implied.column.name, implied.label(value)]] : []), [column.name, label(value)]];
    }),
  );
}

/** The figures of one row, null where they are withheld. */
function withWithheld(measures: readonly ProtectedMeasure[], figures: Record<string, unknown>) {
  const values = Object.fromEntries(measures.map(({ column }) => [column.name, figures[column.name] ?? null]));
  const suppressed = Object.values(values).includes(null);
  return { ...values, ...(suppressed && { suppressed }) };
}
