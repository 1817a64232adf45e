/** The ledger's codes in words. */
import type { PaymentMethod, TransactionType } from "@pms/contracts/billing/terms";
import type { Static } from "typebox";

export const typeWords: Record<TransactionType, string> = {
  charge: "Charge",
  payment: "Payment",
  adjustment: "Adjustment",
  refund: "Refund",
  transfer: "Transfer",
  reversal: "Reversal",
};

export const methodWords: Record<Static<typeof PaymentMethod>, string> = {
  cash: "Cash",
  card: "Card",
  check: "Check",
  echeck: "E-check",
  transfer: "Transfer",
  copay: "Co-pay",
};

export function methodWord(method: string | undefined): string {
  return (methodWords as Record<string, string>)[method ?? ""] ?? method ?? "";
}
