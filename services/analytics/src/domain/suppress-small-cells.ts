import type { Actor } from "@pms/kit/access";
import { isMoney } from "./formats/decimal-amount.ts";
import type { Column, ReportTable, TableRow } from "./report-table.ts";

/** Figures on fewer people than these could tell of one of them. Zero tells of nobody. */
export const peopleMin = 11;

/** Whether the caller may read patients, so that nothing has to be kept from them. */
export function seesFewPeople(actor: Actor): boolean {
  return actor.permissions.has("patient:read");
}

/**
 * Blanks the measures of rows on 1 to 10 people and, where one of a line of cells would stand blank alone, the next smallest
 * too: otherwise it could be worked out from the line's total. A line is all rows that differ in one key only, and are of
 * one currency.
 */
export function suppressSmallCells({ columns, rows }: ReportTable): ReportTable {
  const keys = columns.filter(({ kind }) => kind === "period" || kind === "dimension").map(({ name }) => name);
  const measures = columns.filter(({ kind }) => kind === "count" || kind === "money");
  const small = new Set(rows.filter(({ people }) => people > 0 && people < peopleMin));
  const lines = linesOf(rows, keys);
  // What is blanked for one line may stand alone in another, so until nothing changes.
  for (let before = -1; before !== small.size; ) {
    before = small.size;
    for (const line of lines) blankAnother(line, small);
  }
  return { columns, rows: rows.map((row) => (small.has(row) ? blank(row, measures) : row)) };
}

function blankAnother(line: readonly TableRow[], small: Set<TableRow>): void {
  const blanked = line.filter((row) => small.has(row));
  if (blanked.length !== 1) return;
  const next = line.filter((row) => row.people > 0 && !small.has(row)).sort((a, b) => a.people - b.people)[0];
  if (next) small.add(next);
}

function linesOf(rows: readonly TableRow[], keys: readonly string[]): TableRow[][] {
  return keys.flatMap((along) => {
    const others = keys.filter((key) => key !== along);
    const nameOf = ({ values }: TableRow) => JSON.stringify([currencyOf(values), ...others.map((key) => values[key])]);
    return [...Map.groupBy(rows, nameOf).values()];
  });
}

function currencyOf(values: TableRow["values"]): string {
  return Object.values(values).find(isMoney)?.currency ?? "";
}

function blank(row: TableRow, measures: readonly Column[]): TableRow {
  const blanks = Object.fromEntries(measures.map(({ name }) => [name, null]));
  return { ...row, values: { ...row.values, ...blanks, suppressed: true } };
}
