import { countColumn, groupColumns, type ReportTable, toCount } from "../query/report-table.ts";
import type { ReportContext } from "./context.ts";
import { readByState } from "./store/read-population.ts";

export async function geography({ db, slot, filters }: ReportContext): Promise<ReportTable> {
  const { facilities, to, timeZone } = filters;
  const cells = await readByState(db, { slot, facilities, to, timeZone });
  return {
    columns: [...(groupColumns.state ? [groupColumns.state] : []), countColumn("Patients")],
    rows: cells.map(({ state, count }) => ({ values: { state, count: toCount(count) } })),
  };
}
