import { fillPeriods, periodsOf } from "../query/fill-periods.ts";
import { type Column, type Grouping, groupColumns, periodColumn, type ReportTable } from "../query/report-table.ts";
import { limitGroups } from "./group-limit.ts";
import type { MoneyCell, MoneyDimension } from "./money-source.ts";
import type { ReportContext } from "./report-context.ts";

/** What is in one row: the cells of each measure for a period, group and currency. */
export type MeasureCells = ReadonlyMap<string, MoneyCell>;
type Row = { period: number; dimension: string; currency: string; measures: Map<string, MoneyCell> };

/**
 * A report of money over time.
 * @param valuesOf the measures' columns out of the cells, none of which need be there
 */
export async function moneyTable(
  { filters, money, currency }: ReportContext,
  options: {
    measures: readonly string[];
    columns: readonly Column[];
    valuesOf: (cells: MeasureCells, currency: string) => Record<string, unknown>;
  },
): Promise<ReportTable> {
  const periods = periodsOf(filters);
  const dimension = dimensionOf(filters.groupBy);
  const asked = { facilities: filters.facilities, measures: options.measures, dimension, periods };
  const rank = (max: number) => money.rank(asked, max);
  const query = { ...asked, ...(dimension !== "none" && (await limitGroups(periods, rank))) };
  const found = gather(await money.read(query));
  const groupColumn = filters.groupBy && groupColumns[filters.groupBy];
  const keys = [...new Set(found.map(keyOf))].sort();
  const rows = fillPeriods(periods, found, {
    groups: keys.length > 0 || groupColumn ? keys : [`${currency} `],
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

function dimensionOf(groupBy: Grouping | undefined): MoneyDimension {
  if (groupBy === undefined) return "none";
  return groupBy === "facility" ? "facility" : "kind";
}
