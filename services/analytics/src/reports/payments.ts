import { countColumn, moneyColumn, type ReportTable, toCount, toMoney } from "../query/report-table.ts";
import type { ReportContext } from "./context.ts";
import { moneyTable } from "./money-table.ts";
import { reportMeasures } from "./report-measures.ts";

export function payments(context: ReportContext): Promise<ReportTable> {
  return moneyTable(context, {
    measures: reportMeasures("payments"),
    columns: [
      moneyColumn("amount", "Paid"),
      moneyColumn("refunded", "Refunded"),
      moneyColumn("net", "Paid less refunded"),
      countColumn("Payments"),
    ],
    valuesOf: (cells, currency) => {
      const payment = cells.get("payment");
      const paidMinor = payment?.amountMinor ?? 0n;
      const refundedMinor = cells.get("refund")?.amountMinor ?? 0n;
      return {
        amount: toMoney(paidMinor, currency),
        refunded: toMoney(refundedMinor, currency),
        net: toMoney(paidMinor - refundedMinor, currency),
        count: toCount(payment?.count ?? 0n),
      };
    },
  });
}
