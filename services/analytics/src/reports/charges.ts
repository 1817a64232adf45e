import { countColumn, moneyColumn, type ReportTable, toCount, toMoney } from "../query/report-table.ts";
import type { ReportContext } from "./context.ts";
import { moneyTable } from "./money-table.ts";
import { reportMeasures } from "./report-measures.ts";

export function charges(context: ReportContext): Promise<ReportTable> {
  return moneyTable(context, {
    measures: reportMeasures("charges"),
    columns: [moneyColumn("amount", "Charged"), countColumn("Charges")],
    valuesOf: (cells, currency) => {
      const cell = cells.get("charge");
      return { amount: toMoney(cell?.amountMinor ?? 0n, currency), count: toCount(cell?.count ?? 0n) };
    },
  });
}
