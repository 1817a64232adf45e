import type { Chart as ChartAnswer, LedgerAccountType } from "@pms/contracts/billing/ledger";
import type { Chart, ChartAccount } from "../ledger/chart.ts";

export function chartJson({ accounts, rules }: Chart): ChartAnswer {
  return {
    accounts: accounts.map((one) => ({ ...chartAccountJson(one), open: one.closedAt === null })),
    rules: rules.map(({ act, pattern, account }) => ({ act, pattern, account })),
  };
}

/** The database holds the types and sides to those of the contract. */
export function chartAccountJson({ account, number, name, type, normalSide }: ChartAccount) {
  return {
    account,
    number,
    name,
    type: type as LedgerAccountType,
    normalSide: normalSide === "credit" ? ("credit" as const) : ("debit" as const),
  };
}
