import type { ReportGrouping } from "@pms/contracts/analytics/reports";
import { coverPeriods } from "../query/cover-periods.ts";
import { fillPeriods, periodsOf } from "../query/fill-periods.ts";
import { type Column, groupColumns, periodColumn, type ReportTable } from "../query/report-table.ts";
import { limitGroups } from "./group-limit.ts";
import type { ReportContext } from "./report-definition.ts";
import { type MoneyCell, type MoneyDimension, rankMoneyGroups, readMoney } from "./store/read-money.ts";

/** What is in one row: the cells of each measure for a period, group and currency. */
export type MeasureCells = ReadonlyMap<string, MoneyCell>;
type Row = { period: number; dimension: string; currency: string; measures: Map<string, MoneyCell> };

/**
 * A report of money over time.
 * @param valuesOf the measures' columns out of the cells, none of which need be there
 */
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
  const [starts, sumRanges] = [periods.map(({ from }) => from), coverPeriods(periods)];
  const summed = { slot, facilities: filters.facilities, measures: options.measures, dimension };
  const rank = (max: number) => rankMoneyGroups(db, { ...summed, sumRanges }, max);
  const query = { ...summed, ...(dimension !== "none" && (await limitGroups(periods, rank))) };
  const found = gather(await readMoney(db, { ...query, starts, sumRanges }));
  const groupColumn = filters.groupBy && groupColumns[filters.groupBy];
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

function dimensionOf(groupBy: ReportGrouping | undefined): MoneyDimension {
  if (groupBy === undefined) return "none";
  return groupBy === "facility" ? "facility" : "kind";
}
