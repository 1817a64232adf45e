import { limitGroups } from "../measures/group-limit.ts";
import type { ReportContext } from "../measures/report-context.ts";
import {
  findRegistrationDays,
  type RegistrationDimension,
  rankRegistrationGroups,
  readRegistrations,
} from "../measures/store/read-registrations.ts";
import { cellsOf, groupDimensions } from "../protected/protected-form.ts";
import { fillPeriods, periodsOf } from "../query/fill-periods.ts";
import {
  countColumn,
  type Grouping,
  groupColumns,
  periodColumn,
  type ReportTable,
  toCount,
} from "../query/report-table.ts";
import type { ReportDefinition } from "./definition.ts";

const count = countColumn("Patients registered");

export const registrations: ReportDefinition = {
  name: "registrations",
  title: "Registrations",
  description:
    "Patients registered, by the instant of registration in the time zone asked for; by sex, state and facility as they are on the record now. Patients deactivated since still count.",
  groupBy: ["sex", "state", "facility"],
  span: "range",
  instants: true,
  read: registrationTable,
  findDays: ({ db, slot, filters: { facilities, timeZone } }) =>
    findRegistrationDays(db, { slot, facilities, timeZone }),
  protectedForm: {
    measures: [{ column: count, kinds: cellsOf("registration") }],
    dimensions: groupDimensions,
    money: false,
  },
  chart: () => ({ kind: "periods", measure: "count" }),
  trend: { measure: "count", noun: "Registrations" },
};

async function registrationTable({ db, slot, filters }: ReportContext): Promise<ReportTable> {
  const { facilities, timeZone, groupBy } = filters;
  const periods = periodsOf(filters);
  const dimension = dimensionOf(groupBy);
  const query = { slot, facilities, timeZone, periods, dimension };
  const rank = (max: number) => rankRegistrationGroups(db, query, max);
  const limited = dimension === "none" ? {} : await limitGroups(periods, rank);
  const cells = await readRegistrations(db, { ...query, ...limited });
  const groupColumn = groupBy && groupColumns[groupBy];
  const groups = groupColumn ? [...new Set(cells.map((cell) => cell.dimension))].sort() : [""];
  const rows = fillPeriods(periods, cells, {
    groups,
    keyOf: (cell) => cell.dimension,
    rowOf: (period, group, cell) => ({
      values: {
        period: period.label,
        ...(groupColumn && { [groupColumn.name]: group }),
        count: toCount(cell?.count ?? 0n),
      },
    }),
  });
  return { columns: [periodColumn, ...(groupColumn ? [groupColumn] : []), count], rows };
}

function dimensionOf(groupBy: Grouping | undefined): RegistrationDimension {
  return groupBy === "sex" || groupBy === "state" || groupBy === "facility" ? groupBy : "none";
}
