/** The chart of accounts in words, and where what is behind an account is shown. */
import type { Permission } from "@pms/contracts/auth/permissions";
import type { LedgerAccountType, LedgerIntegrity } from "@pms/contracts/billing/ledger";
import { t } from "../../i18n/i18n.ts";

const names: Readonly<Record<string, string>> = {
  "cash:cash": t("Cash on hand"),
  "cash:card": t("Card payments"),
  "cash:check": t("Checks"),
  "cash:echeck": t("Electronic checks"),
  "cash:transfer": t("Bank transfers"),
  "cash:other": t("Payments by an unknown method"),
  "receivable:patient": t("Patient receivables"),
  "receivable:payer": t("Payer receivables"),
  clearing: t("Clearing between accounts"),
  "unapplied-credit": t("Unapplied credit"),
  deposits: t("Deposits"),
  "refunds-payable": t("Refunds payable"),
  "revenue:services": t("Services of no other category"),
  "revenue:visits": t("Visits"),
  "revenue:procedures": t("Procedures"),
  "revenue:imaging": t("Imaging"),
  "revenue:laboratory": t("Laboratory"),
  "revenue:drugs": t("Drugs"),
  "revenue:supplies": t("Supplies"),
  "adjustments:contractual": t("Contractual adjustments"),
  "adjustments:discount": t("Discounts"),
  "adjustments:courtesy": t("Courtesy"),
  "adjustments:charity": t("Financial hardship"),
  "adjustments:other": t("Other adjustments"),
  "adjustments:write-off": t("Write-offs"),
  "over-and-short": t("Cash over and short"),
};

/** What a clinic has added to its chart has the name that it was given. */
export function accountName({ account, name }: { account: string; name: string }): string {
  return names[account] ?? name;
}

export const typeWords: Readonly<Record<LedgerAccountType, string>> = {
  asset: t("Assets"),
  liability: t("Liabilities"),
  revenue: t("Revenue"),
  "contra-revenue": t("Taken off revenue"),
  expense: t("Expenses"),
};

export const checkWords: Readonly<Record<LedgerIntegrity["checks"][number]["name"], string>> = {
  "transactions-balanced": t("Every transaction’s debits and credits are equal"),
  chart: t("Every entry is of an account of the chart"),
  "cached-balances": t("Every account’s balance is the sum of its entries"),
  "running-balances": t("No transaction is missing between two others"),
  seals: t("No transaction was changed after it was posted"),
  checkpoints: t("The kept sums are those of the entries"),
  "trial-balance": t("The trial balance is that of the entries"),
  orphans: t("Nothing belongs to no account"),
};

/** The page that tells what is behind a line, where there is one, and who may open it. */
export function pageBehind(account: string): { to: string; needs: Permission } | undefined {
  const [kind = ""] = account.split(":");
  if (kind === "receivable") return { to: "/billing", needs: "billing:adjust" };
  if (kind === "cash") return { to: "/billing/takings", needs: "billing:takings" };
  return kind === "revenue" || kind === "adjustments" ? { to: "/insights", needs: "analytics:read" } : undefined;
}
