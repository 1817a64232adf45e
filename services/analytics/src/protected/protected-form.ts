import { type Column, type Grouping, groupColumns } from "../query/report-table.ts";
import type { PublishedDimension, PublishedQuery } from "./store/read-published.ts";

export type ProtectedDimension = {
  column: Column;
  dividedBy: PublishedDimension;
  /** Rows that there always are, in their order; others only where something of them is shown. */
  values: readonly string[];
  /** How a value is called in rows, where not by itself. */
  label?: (value: string) => string;
  /** A column that follows from this one, before it. */
  implied?: { column: Column; label: (value: string) => string };
};
export type ProtectedMeasure = { column: Column; kinds: PublishedQuery["kinds"] };

/** A report as a question to the published cells. Its columns are those of the exact report. */
export type ProtectedForm = {
  measures: readonly ProtectedMeasure[];
  dimensions: (groupBy: Grouping | undefined) => ProtectedDimension[];
  /** Whether amounts have a currency, which divides the rows. */
  money: boolean;
  /** Columns that follow from what is shown of the others, and no more. */
  derived?: { columns: readonly Column[]; of: (rows: readonly Row[]) => Row[] };
};
type Row = Record<string, unknown>;

/** The published cells of one kind, added up. */
export function cellsOf(kind: string): PublishedQuery["kinds"] {
  return [{ kind, sign: 1 }];
}

const publishedGroups: Partial<Record<Grouping, PublishedDimension>> = {
  sex: "sex",
  state: "state",
  facility: "facility",
  code: "kind",
  method: "kind",
};

/** The grouping asked for, with the values of which something is shown; none where none is. */
export function groupDimensions(groupBy: Grouping | undefined): ProtectedDimension[] {
  const dividedBy = groupBy && publishedGroups[groupBy];
  return groupBy && dividedBy ? [{ column: groupColumns[groupBy], dividedBy, values: [] }] : [];
}
