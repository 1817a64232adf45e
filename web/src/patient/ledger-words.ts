/** The ledger's codes in words. */
import type { PaymentMethod, PaymentPurpose, TransactionType } from "@pms/contracts/billing/terms";
import { formatMrn } from "@pms/contracts/patients/mrn";
import type { Static } from "typebox";

export const typeWords: Record<TransactionType, string> = {
  charge: "Charge",
  payment: "Payment",
  adjustment: "Adjustment",
  refund: "Refund",
  transfer: "Transfer",
  reversal: "Reversal",
};

/** `copay` is none: older senders said it, and meant what the payment was for. */
export const methodWords: Record<Exclude<Static<typeof PaymentMethod>, "copay">, string> = {
  cash: "Cash",
  card: "Card",
  check: "Check",
  echeck: "E-check",
  transfer: "Transfer",
};

export const purposeWords: Record<PaymentPurpose, string> = {
  copay: "Co-pay",
  deductible: "Deductible",
  prepayment: "Prepayment",
};

export function methodWord(method: string | undefined): string {
  if (method === "copay") return "Method not known";
  return (methodWords as Record<string, string>)[method ?? ""] ?? method ?? "";
}

/** Whose part of the balance, and which way it moves. */
export const responsibilityWords: Record<string, string> = { patient: "Patient", payer: "Payer" };
export const directionWords: Record<string, string> = {
  credit: "Lowers what is owed",
  debit: "Raises what is owed",
  "to-patient": "From the payer to the patient",
  "to-payer": "From the patient to the payer",
  "between-payers": "From one payer to the next",
};

/** Common reasons by their codes; any other code is shown as it stands. */
export const adjustmentReasons = {
  "CO-45": "Contractual allowance",
  courtesy: "Courtesy discount",
  hardship: "Financial hardship",
  "small-balance": "Small balance",
  "bad-debt": "Bad debt",
} as const;
export const refundReasons = {
  overpaid: "Overpaid",
  duplicate: "Paid twice",
  cancelled: "Service cancelled",
} as const;

export function reasonWord(code: string | undefined): string {
  return ({ ...adjustmentReasons, ...refundReasons } as Record<string, string>)[code ?? ""] ?? code ?? "";
}

/** `1004 8817-3 – 12`: whose receipt, and which; the ledger shows the same number. */
export function receiptNumber(mrn: string, number: number): string {
  return `${formatMrn(mrn)} – ${number}`;
}
