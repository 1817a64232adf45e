/** The ledger's codes in words. */
import type { PaymentMethod, PaymentPurpose, TransactionType } from "@pms/contracts/billing/terms";
import { formatMrn } from "@pms/contracts/patients/mrn";
import type { Static } from "typebox";
import { t } from "../i18n/i18n.ts";

export const typeWords: Record<TransactionType, string> = {
  charge: t("Charge"),
  payment: t("Payment"),
  adjustment: t("Adjustment"),
  refund: t("Refund"),
  transfer: t("Transfer"),
  reversal: t("Reversal"),
};

/** `copay` is none: older senders said it, and meant what the payment was for. */
export const methodWords: Record<Exclude<Static<typeof PaymentMethod>, "copay">, string> = {
  cash: t("Cash"),
  card: t("Card"),
  check: t("Check"),
  echeck: t("E-check"),
  transfer: t("Transfer"),
};

export const purposeWords: Record<PaymentPurpose, string> = {
  copay: t("Co-pay"),
  deductible: t("Deductible"),
  prepayment: t("Prepayment"),
};

export function methodWord(method: string | undefined): string {
  if (method === "copay") return t("Method not known");
  return (methodWords as Record<string, string>)[method ?? ""] ?? method ?? "";
}

/** `$40.00 cash`: how much, and how it was paid; the amount alone of what has no method. */
export function describePaid(amount: string, method: string | undefined): string {
  if (method === undefined) return amount;
  return t(
    "{amount} {method, select, cash {cash} card {card} check {check} echeck {e-check} transfer {transfer} copay {method not known} other {{method}}}",
    { amount, method },
  );
}

/** Whose part of the balance, and which way it moves. */
export const responsibilityWords: Record<string, string> = { patient: t("Patient"), payer: t("Payer") };
export const directionWords: Record<string, string> = {
  credit: t("Lowers what is owed"),
  debit: t("Raises what is owed"),
  "to-patient": t("From the payer to the patient"),
  "to-payer": t("From the patient to the payer"),
  "between-payers": t("From one payer to the next"),
  "to-account": t("To the account of this person's other record"),
  "from-account": t("From the account of this person's other record"),
};

/** Common reasons by their codes; any other code is shown as it stands. */
export const adjustmentReasons = {
  "CO-45": t("Contractual allowance"),
  courtesy: t("Courtesy discount"),
  hardship: t("Financial hardship"),
  "small-balance": t("Small balance"),
  "bad-debt": t("Bad debt"),
} as const;
export const refundReasons = {
  overpaid: t("Overpaid"),
  duplicate: t("Paid twice"),
  cancelled: t("Service cancelled"),
} as const;

export function reasonWord(code: string | undefined): string {
  return ({ ...adjustmentReasons, ...refundReasons } as Record<string, string>)[code ?? ""] ?? code ?? "";
}

/** `1004 8817-3 – 12`: whose receipt, and which; the ledger shows the same number. */
export function receiptNumber(mrn: string, number: number): string {
  return `${formatMrn(mrn)} – ${number}`;
}
