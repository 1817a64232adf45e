import type { ReportGrouping } from "@pms/contracts/analytics/reports";
import { type Column, groupColumns } from "../query/report-table.ts";
import type { PublishedDimension, PublishedQuery } from "./store/read-published.ts";

export type ProtectedDimension = {
  column: Column;
  dividedBy: PublishedDimension;
  /**
   * Rows that there always are; others only where something of them is shown. In the order of rows.
   */
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
  dimensions: (groupBy: ReportGrouping | undefined) => ProtectedDimension[];
  /** Whether amounts have a currency, which divides the rows. */
  money: boolean;
};

/** The published cells of one kind, added up. */
export function cellsOf(kind: string): PublishedQuery["kinds"] {
  return [{ kind, sign: 1 }];
}

const publishedGroups: Partial<Record<ReportGrouping, PublishedDimension>> = {
  sex: "sex",
  state: "state",
  facility: "facility",
  code: "kind",
  method: "kind",
};

/**
 * The grouping asked for as a dimension whose values are those of which something is shown; none
 * where none is asked for.
 */
export function groupDimensions(groupBy: ReportGrouping | undefined): ProtectedDimension[] {
  const dividedBy = groupBy && publishedGroups[groupBy];
  return groupBy && dividedBy ? [{ column: groupColumns[groupBy], dividedBy, values: [] }] : [];
}
