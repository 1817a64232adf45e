import { fillPeriods, periodsOf } from "../query/fill-periods.ts";
import { countColumn, groupColumns, periodColumn, type ReportTable, toCount } from "../query/report-table.ts";
import type { ReportContext } from "./context.ts";
import { limitGroups } from "./group-limit.ts";
import { type RegistrationDimension, rankRegistrationGroups, readRegistrations } from "./store/read-registrations.ts";

export async function registrations({ db, slot, filters }: ReportContext): Promise<ReportTable> {
  const { facilities, timeZone, groupBy } = filters;
  const periods = periodsOf(filters);
  const dimension = dimensionOf(groupBy);
  const asked = { slot, facilities, timeZone, periods, dimension };
  const rank = (max: number) => rankRegistrationGroups(db, asked, max);
  const limited = dimension === "none" ? {} : await limitGroups(periods, rank);
  const cells = await readRegistrations(db, { ...asked, ...limited });
  const groupColumn = groupBy === undefined ? undefined : groupColumns[groupBy];
  const groups = groupColumn ? [...new Set(cells.map((cell) => cell.dimension))].sort() : [""];
  const rows = fillPeriods(periods, cells, {
    groups,
    keyOf: (cell) => cell.dimension,
    rowOf: (period, group, cell) => {
      const count = toCount(cell?.count ?? 0n);
      return { values: { period: period.label, ...(groupColumn && { [groupColumn.name]: group }), count } };
    },
  });
  return { columns: [periodColumn, ...(groupColumn ? [groupColumn] : []), countColumn("Patients registered")], rows };
}

function dimensionOf(groupBy: string | undefined): RegistrationDimension {
  return groupBy === "sex" || groupBy === "state" || groupBy === "facility" ? groupBy : "none";
}
