import {
  countPeople,
  type MoneyCell,
  type MoneyDimension,
  type MoneyQuery,
  readMoney,
} from "../../store/read-money.ts";
import { fillPeriods, periodsOf } from "../fill-periods.ts";
import type { Period } from "../periods.ts";
import { type Column, groupColumns, periodColumn, type ReportTable } from "../report-table.ts";
import { peopleMin } from "../suppress-small-cells.ts";
import type { ReportContext } from "./context.ts";

/** What is in one row: the cells of each measure for a period, group and currency. */
export type MeasureCells = ReadonlyMap<string, MoneyCell>;
type Row = { period: number; dimension: string; currency: string; measures: Map<string, MoneyCell>; entries: number };

/** A report of money over time. @param valuesOf the measures' columns out of the cells, none of which need be there */
export async function moneyTable(
  context: ReportContext,
  options: {
    measures: readonly string[];
    columns: readonly Column[];
    valuesOf: (cells: MeasureCells, currency: string) => Record<string, unknown>;
  },
): Promise<ReportTable> {
  const { db, slot, filters } = context;
  const periods = periodsOf(filters);
  const dimension = dimensionOf(filters.groupBy);
  const query = { slot, facilities: filters.facilities, measures: options.measures, dimension };
  const found = gather(await readMoney(db, { ...query, periods }));
  const people = context.countsPeople ? await peopleBehind(context, query, periods, found) : new Map<Row, number>();
  const groupColumn = filters.groupBy === undefined ? undefined : groupColumns[filters.groupBy];
  const keys = [...new Set(found.map(keyOf))].sort();
  const rows = fillPeriods(periods, found, {
    groups: keys.length > 0 || groupColumn ? keys : [`${context.currency} `],
    keyOf,
    rowOf: (period, key, row) => ({
      values: {
        period: period.label,
        ...(groupColumn && { [groupColumn.name]: key.slice(4) }),
        ...options.valuesOf(row?.measures ?? new Map(), key.slice(0, 3)),
      },
      people: row ? (people.get(row) ?? row.entries) : 0,
    }),
  });
  return { columns: [periodColumn, ...(groupColumn ? [groupColumn] : []), ...options.columns], rows };
}

const keyOf = ({ currency, dimension }: Row): string => `${currency} ${dimension}`;

function gather(cells: readonly MoneyCell[]): Row[] {
  const rows = new Map<string, Row>();
  for (const cell of cells) {
    const { period, dimension, currency } = cell;
    const key = `${period} ${currency} ${dimension}`;
    const row = rows.get(key) ?? { period, dimension, currency, measures: new Map(), entries: 0 };
    row.measures.set(cell.measure, cell);
    row.entries += Number(cell.entries);
    rows.set(key, row);
  }
  return [...rows.values()];
}

/** Fewer entries than are enough people cannot rest on enough people: only the others are looked up. */
async function peopleBehind(
  { db }: ReportContext,
  query: Omit<MoneyQuery, "periods">,
  periods: readonly Period[],
  rows: readonly Row[],
): Promise<Map<Row, number>> {
  const doubtful = rows.filter((row) => row.entries >= peopleMin);
  const ranges = doubtful.map((row) => {
    const { from, to } = periods[row.period] ?? { from: "", to: "" };
    return { from, to, dimension: row.dimension, currency: row.currency };
  });
  const counts = await countPeople(db, { ...query, enough: peopleMin }, ranges);
  return new Map(doubtful.map((row, index) => [row, counts[index] ?? 0]));
}

function dimensionOf(groupBy: string | undefined): MoneyDimension {
  if (groupBy === undefined) return "none";
  return groupBy === "facility" ? "facility" : "kind";
}
