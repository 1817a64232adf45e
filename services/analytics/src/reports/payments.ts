import { moneyTable } from "../measures/money-table.ts";
import type { ReportContext } from "../measures/report-context.ts";
import { findMoneyDays } from "../measures/store/read-money.ts";
import { cellsOf, groupDimensions, type ProtectedForm } from "../protected/protected-form.ts";
import { countColumn, moneyColumn, type ReportTable, toCount, toMoney } from "../query/report-table.ts";
import type { ReportDefinition } from "./definition.ts";

const amount = moneyColumn("amount", "Paid");
const refunded = moneyColumn("refunded", "Refunded");
const net = moneyColumn("net", "Paid less refunded");
const count = countColumn("Payments");
const measures = ["payment", "refund"];

const protectedForm: ProtectedForm = {
  measures: [
    { column: amount, kinds: cellsOf("payment") },
    { column: refunded, kinds: cellsOf("refund") },
    { column: net, kinds: [...cellsOf("payment"), { kind: "refund", sign: -1 }] },
    { column: count, kinds: cellsOf("payment") },
  ],
  dimensions: groupDimensions,
  money: true,
};

export const payments: ReportDefinition = {
  name: "payments",
  title: "Payments",
  description:
    "By effective date: `amount` and `count` are payments less reversed payments, `refunded` is refunds less reversed refunds, `net` is the difference. Reversals count on their own date.",
  groupBy: ["method", "facility"],
  span: "range",
  instants: false,
  read: paymentTable,
  findDays: ({ db, slot, filters: { facilities } }) => findMoneyDays(db, { slot, facilities, measures }),
  protectedForm,
  clinicTotals: [undefined, "method", "facility"],
  chart: () => ({ kind: "periods", measure: "amount" }),
  trend: { measure: "net", noun: "Payments less refunds" },
};

function paymentTable(context: ReportContext): Promise<ReportTable> {
  return moneyTable(context, {
    measures,
    columns: [amount, refunded, net, count],
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
