import type { ReportContext } from "../measures/report-context.ts";
import { readUndecided } from "../measures/store/read-duplicates.ts";
import { cellsOf } from "../protected/protected-form.ts";
import {
  countColumn,
  dimensionColumn,
  percentColumn,
  percentOf,
  type ReportTable,
  toCount,
} from "../query/report-table.ts";
import type { ReportDefinition } from "./definition.ts";

const which = dimensionColumn("which", "Records");
const count = countColumn("Count");
const rate = percentColumn("rate", "Duplicate error rate");

/** As the published cells call them, in the order of the rows. */
const words = {
  all: "All records",
  undecided: "In a pair that is certain or probable",
  certain: "In a certain pair",
} as const;
const names = Object.keys(words) as (keyof typeof words)[];

export const duplicateErrors: ReportDefinition = {
  name: "duplicate-errors",
  title: "Duplicate error rate",
  description:
    "Records that stand for somebody, and those of them that are in a pair of possible duplicates which nobody has decided yet, as of now. AHIMA's duplicate error rate is the records in such pairs, both of each, divided by all records.",
  formula: "Duplicate error rate = records in pairs that are certain or probable and not decided ÷ all records × 100",
  groupBy: [],
  span: "now",
  instants: false,
  read: errorTable,
  protectedForm: {
    measures: [{ column: count, kinds: cellsOf("standing") }],
    dimensions: () => [
      { column: which, dividedBy: "kind", values: names, label: (name) => words[name as keyof typeof words] ?? name },
    ],
    money: false,
    derived: { columns: [rate], of: withRates },
  },
  chart: () => ({ kind: "ranking", measure: "count", label: "which", order: "given" }),
};

/** Each as a share of the first, which is all. */
function withRates(rows: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  return rows.map((row, at) => ({ ...row, rate: at === 0 ? null : percentOf(row.count, rows[0]?.count) }));
}

async function errorTable({ db, slot, filters }: ReportContext): Promise<ReportTable> {
  const counts = await readUndecided(db, { slot, facilities: filters.facilities });
  const rows = withRates(names.map((name) => ({ which: words[name], count: toCount(counts[name]) })));
  return { columns: [which, count, rate], rows: rows.map((values) => ({ values })) };
}
