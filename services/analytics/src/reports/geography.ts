import type { Drawing } from "../formats/report-chart.ts";
import { cellsOf } from "../protected/protected-form.ts";
import { countColumn, groupColumns, type ReportTable, toCount } from "../query/report-table.ts";
import type { ReportContext, ReportDefinition } from "./report-definition.ts";
import { readByState } from "./store/read-population.ts";

const { state } = groupColumns;
const count = countColumn("Patients");

export const geography: ReportDefinition<"geography"> = {
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
  draw: ranking,
};

async function stateTable({ db, slot, filters }: ReportContext): Promise<ReportTable> {
  const { facilities, to, timeZone } = filters;
  const cells = await readByState(db, { slot, facilities, to, timeZone });
  return {
    columns: [state, count],
    rows: cells.map((cell) => ({ values: { state: cell.state, count: toCount(cell.count) } })),
  };
}

/** The largest on top. */
function ranking(): Drawing {
  return {
    mark: { type: "bar" },
    encoding: {
      y: { field: "state", type: "nominal", title: "State", sort: "-x" },
      x: { field: "count", type: "quantitative", title: "Patients" },
    },
  };
}
