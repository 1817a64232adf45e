import { invalidField } from "@pms/kit/problem/problem";
import { listPeriods, type Period } from "./periods.ts";
import type { ReportFilters } from "./report-filters.ts";
import { rowsMax } from "./report-table.ts";

/** The periods of a report; 400 when they are more than anyone reads. */
export function periodsOf(filters: ReportFilters): Period[] {
  const { from, to, granularity } = filters;
  if (granularity === "whole") return [{ label: `${from}/${to}`, from, to }];
  const periods = listPeriods({ from, to, granularity }, rowsMax);
  if (!periods) throw tooManyRows();
  return periods;
}

/**
 * A row for every period and every group that occurs at all, also where nothing happened, so that a
 * chart has no holes.
 * @param keyOf which group a cell belongs to
 */
export function fillPeriods<Cell extends { period: number }, Row>(
  periods: readonly Period[],
  cells: readonly Cell[],
  options: {
    groups: readonly string[];
    keyOf: (cell: Cell) => string;
    rowOf: (period: Period, group: string, cell: Cell | undefined) => Row;
  },
): Row[] {
  const { groups, keyOf, rowOf } = options;
  requireFewRows(periods.length * groups.length);
  const known = new Map(cells.map((cell) => [`${cell.period} ${keyOf(cell)}`, cell]));
  return periods.flatMap((period, index) =>
    groups.map((group) => rowOf(period, group, known.get(`${index} ${group}`))),
  );
}

/** 400 when there are more than anyone reads. */
export function requireFewRows(count: number): void {
  if (count > rowsMax) throw tooManyRows();
}

export function tooManyRows(): Error {
  return invalidField(
    "/granularity",
    `This would be more than ${rowsMax} rows: take a shorter range or a coarser granularity.`,
  );
}
