import {
  countPeople,
  type MoneyCell,
  type MoneyDimension,
  type MoneyQuery,
  rankMoneyGroups,
  readMoney,
} from "../../store/read-money.ts";
import { coverPeriods } from "../cover-periods.ts";
import { fillPeriods, periodsOf } from "../fill-periods.ts";
import type { Period } from "../periods.ts";
import { type Column, groupColumns, periodColumn, type ReportTable } from "../report-table.ts";
import { peopleMin } from "../suppress-small-cells.ts";
import type { ReportContext } from "./context.ts";
import { limitGroups } from "./group-limit.ts";

/** What is in one row: the cells of each measure for a period, group and currency. */
export type MeasureCells = ReadonlyMap<string, MoneyCell>;
type Row = { period: number; dimension: string; currency: string; measures: Map<string, MoneyCell> };

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
  const [starts, pieces] = [periods.map(({ from }) => from), coverPeriods(periods)];
  const asked = { slot, facilities: filters.facilities, measures: options.measures, dimension };
  const rank = (max: number) => rankMoneyGroups(db, { ...asked, pieces: context.countsPeople ? "all" : pieces }, max);
  const query = { ...asked, ...(dimension !== "none" && (await limitGroups(periods, context.countsPeople, rank))) };
  const found = gather(await readMoney(db, { ...query, starts, pieces }));
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
      people: (row && people.get(row)) ?? 0,
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
    const row = rows.get(key) ?? { period, dimension, currency, measures: new Map() };
    row.measures.set(cell.measure, cell);
    rows.set(key, row);
  }
  return [...rows.values()];
}

/**
 * How many people each row rests on: those behind the measure that has fewest. One measure blanked alone could be worked out
 * from the others. Fewer entries than are enough people cannot rest on enough people: only the others are looked up.
 */
async function peopleBehind(
  { db }: ReportContext,
  query: MoneyQuery,
  periods: readonly Period[],
  rows: readonly Row[],
): Promise<Map<Row, number>> {
  const people = new Map<Row, number>();
  const note = (row: Row, count: number) => people.set(row, Math.min(count, people.get(row) ?? count));
  for (const measure of query.measures) {
    const entriesOf = (row: Row) => Number(row.measures.get(measure)?.entries ?? 0);
    const doubtful = rows.filter((row) => entriesOf(row) >= peopleMin);
    const ranges = doubtful.map((row) => {
      const { from, to } = periods[row.period] ?? { from: "", to: "" };
      return { from, to, dimension: row.dimension, currency: row.currency };
    });
    const counts = await countPeople(db, { ...query, measures: [measure], enough: peopleMin }, ranges);
    for (const [index, row] of doubtful.entries()) note(row, counts[index] ?? 0);
    for (const row of rows) if (entriesOf(row) > 0 && entriesOf(row) < peopleMin) note(row, entriesOf(row));
  }
  return people;
}

function dimensionOf(groupBy: string | undefined): MoneyDimension {
  if (groupBy === undefined) return "none";
  return groupBy === "facility" ? "facility" : "kind";
}
