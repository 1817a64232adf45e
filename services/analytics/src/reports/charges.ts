import { moneyTable } from "../measures/money-table.ts";
import type { ReportContext } from "../measures/report-context.ts";
import { findMoneyDays } from "../measures/store/read-money.ts";
import { cellsOf, groupDimensions } from "../protected/protected-form.ts";
import { countColumn, moneyColumn, type ReportTable, toCount, toMoney } from "../query/report-table.ts";
import type { ReportDefinition } from "./definition.ts";

const amount = moneyColumn("amount", "Charged");
const count = countColumn("Charges");
const measures = ["charge"];

export const charges: ReportDefinition = {
  name: "charges",
  title: "Charges",
  description:
    "Charges by effective date, and their number. The reversal of a charge subtracts from both on the reversal's own date, so that the sum over all time is billing's charges less what was reversed, to the cent.",
  groupBy: ["code", "facility"],
  span: "range",
  instants: false,
  read: chargeTable,
  findDays: ({ db, slot, filters: { facilities } }) => findMoneyDays(db, { slot, facilities, measures }),
  protectedForm: {
    measures: [
      { column: amount, kinds: cellsOf("charge") },
      { column: count, kinds: cellsOf("charge") },
    ],
    dimensions: groupDimensions,
    money: true,
  },
  clinicTotals: [undefined, "facility"],
  chart: () => ({ kind: "periods", measure: "amount" }),
  trend: { measure: "amount", noun: "Charges" },
};

function chargeTable(context: ReportContext): Promise<ReportTable> {
  return moneyTable(context, {
    measures,
    columns: [amount, count],
    valuesOf: (cells, currency) => {
      const charge = cells.get("charge");
      return { amount: toMoney(charge?.amountMinor ?? 0n, currency), count: toCount(charge?.count ?? 0n) };
    },
  });
}
