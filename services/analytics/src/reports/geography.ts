import type { ReportContext } from "../measures/report-context.ts";
import { readByState } from "../measures/store/read-population.ts";
import { cellsOf } from "../protected/protected-form.ts";
import { countColumn, groupColumns, type ReportTable, toCount } from "../query/report-table.ts";
import type { ReportDefinition } from "./definition.ts";

const { state } = groupColumns;
const count = countColumn("Patients");

export const geography: ReportDefinition = {
  name: "geography",
  title: "Patients by state",
  description: "The same patients as in age-sex, by the state of their address.",
  groupBy: [],
  span: "day",
  instants: true,
  read: stateTable,
  protectedForm: {
    measures: [{ column: count, kinds: cellsOf("state") }],
    dimensions: () => [{ column: state, dividedBy: "state", values: [] }],
    money: false,
  },
  chart: () => ({ kind: "ranking", measure: "count", label: "state", order: "largest" }),
};

async function stateTable({ db, slot, filters }: ReportContext): Promise<ReportTable> {
  const { facilities, to, timeZone } = filters;
  const cells = await readByState(db, { slot, facilities, to, timeZone });
  return {
    columns: [state, count],
    rows: cells.map((cell) => ({ values: { state: cell.state, count: toCount(cell.count) } })),
  };
}
