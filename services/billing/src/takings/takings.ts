/** Takings as they are answered: the rows, and their sums by method, cashier and facility. Pure. */
import type { Takings, TakingsRow, TakingsSums } from "@pms/contracts/billing/takings";
import { sumOf } from "../ledger/money.ts";
import type { TakingsTotal } from "./store/takings.ts";

/** 422 where a sum is beyond what a JSON number can say exactly. */
export function takingsOf(totals: readonly TakingsTotal[]): Pick<Takings, "rows" | "totals"> {
  const by = <Named>(name: (row: TakingsTotal) => Named): (Named & TakingsSums)[] =>
    [...Map.groupBy(totals, (row) => JSON.stringify([name(row), row.currency])).values()].flatMap((rows) =>
      rows[0] ? [{ ...name(rows[0]), ...sumsOf(rows, rows[0].currency) }] : [],
    );
  return {
    rows: totals.map(rowOf),
    totals: {
      methods: by(({ method }) => ({ method })),
      cashiers: by(({ cashier_id: id }) => ({ cashier: { id } })),
      facilities: by(({ facility_id: facilityId }) => ({ facilityId })),
      all: by(() => ({})),
    },
  };
}

function rowOf(total: TakingsTotal): TakingsRow {
  const { facility_id: facilityId, cashier_id: id, method, currency } = total;
  return { facilityId, cashier: { id }, method, ...sumsOf([total], currency) };
}

/** @param totals of one currency */
function sumsOf(totals: readonly TakingsTotal[], currency: string): TakingsSums {
  const minor = (of: "taken_minor" | "paid_back_minor" | "reversed_minor") =>
    totals.reduce((sum, row) => sum + BigInt(row[of]), 0n);
  const count = (of: "taken_count" | "paid_back_count" | "reversed_count") =>
    totals.reduce((sum, row) => sum + row[of], 0);
  const [taken, paidBack, reversed] = [minor("taken_minor"), minor("paid_back_minor"), minor("reversed_minor")];
  return {
    currency,
    count: count("taken_count"),
    amount: sumOf(taken, currency),
    paidBack: { count: count("paid_back_count"), amount: sumOf(paidBack, currency) },
    reversed: { count: count("reversed_count"), amount: sumOf(reversed, currency) },
    net: sumOf(taken - paidBack - reversed, currency),
  };
}
