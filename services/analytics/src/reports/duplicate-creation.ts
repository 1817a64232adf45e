import type { ReportContext } from "../measures/report-context.ts";
import { readCreatedDuplicates } from "../measures/store/read-duplicates.ts";
import { findRegistrationDays, readRegistrations } from "../measures/store/read-registrations.ts";
import { cellsOf } from "../protected/protected-form.ts";
import { fillPeriods, periodsOf } from "../query/fill-periods.ts";
import {
  type Column,
  percentColumn,
  percentOf,
  periodColumn,
  type ReportTable,
  toCount,
} from "../query/report-table.ts";
import type { ReportDefinition } from "./definition.ts";

const records: Column = { name: "records", title: "Records registered", kind: "count" };
const duplicates: Column = { name: "duplicates", title: "Of them duplicates", kind: "count" };
const rate = percentColumn("rate", "Duplicate creation rate");

export const duplicateCreation: ReportDefinition = {
  name: "duplicate-creation",
  title: "Duplicates created",
  description:
    "Records by when they were registered, and those of them that are a person's second or later one, as was found by a merge since. AHIMA's duplicate creation rate is the confirmed duplicates of a period divided by its registrations.",
  formula: "Duplicate creation rate = confirmed duplicates registered in the period ÷ records registered in it × 100",
  groupBy: [],
  span: "range",
  instants: true,
  read: creationTable,
  findDays: ({ db, slot, filters: { facilities, timeZone } }) =>
    findRegistrationDays(db, { slot, facilities, timeZone }),
  protectedForm: {
    measures: [
      { column: records, kinds: cellsOf("record") },
      { column: duplicates, kinds: cellsOf("duplicate") },
    ],
    dimensions: () => [],
    money: false,
    derived: { columns: [rate], of: (rows) => rows.map(withRate) },
  },
  chart: () => ({ kind: "periods", measure: "duplicates" }),
};

const withRate = (row: Record<string, unknown>) => ({ ...row, rate: percentOf(row.duplicates, row.records) });

async function creationTable({ db, slot, filters }: ReportContext): Promise<ReportTable> {
  const { facilities, timeZone } = filters;
  const periods = periodsOf(filters);
  const query = { slot, facilities, timeZone, periods };
  const [persons, created] = await Promise.all([
    readRegistrations(db, { ...query, dimension: "none" }),
    readCreatedDuplicates(db, query),
  ]);
  const personsIn = new Map(persons.map(({ period, count }) => [period, count]));
  const createdIn = new Map(created.map((cell) => [cell.period, cell]));
  const cells = periods.map((_, period) => ({
    period,
    ...createdIn.get(period),
    persons: personsIn.get(period) ?? 0n,
  }));
  const rows = fillPeriods(periods, cells, {
    groups: [""],
    keyOf: () => "",
    rowOf: ({ label }, _, cell) => ({
      values: withRate({
        period: label,
        records: toCount((cell?.persons ?? 0n) + (cell?.records ?? 0n)),
        duplicates: toCount(cell?.duplicates ?? 0n),
      }),
    }),
  });
  return { columns: [periodColumn, records, duplicates, rate], rows };
}
