/** What accounts, postings and transactions are made of. */
import { type Static, Type } from "typebox";
import { notBlankPattern } from "../text/patterns.ts";
import { writtenText } from "../text/written.ts";

/** A note may have more than one line. */
export const noteText = (maxLength: number) => writtenText(maxLength, notBlankPattern);
export const paymentMethods = ["cash", "card", "check", "echeck", "transfer", "copay"] as const;
export const transactionTypes = ["charge", "payment", "adjustment", "refund", "transfer", "reversal"] as const;
export const PaymentMethod = Type.Enum(paymentMethods, {
  description:
    "How the money came. `copay` says what for and not how: it is taken from older senders, who meant `purpose`, and stands for a method that is not known",
});

/** What a payment is for, where it is not simply for what is owed. */
export const paymentPurposes = ["copay", "deductible", "prepayment"] as const;
export const PaymentPurpose = Type.Enum(paymentPurposes);
export type PaymentPurpose = Static<typeof PaymentPurpose>;
export const TransactionType = Type.Enum(transactionTypes);
export type TransactionType = Static<typeof TransactionType>;

/** Who is expected to pay: the patient (or guarantor), or a payer (insurer). */
export const Responsibility = Type.Enum(["patient", "payer"]);
export type Responsibility = Static<typeof Responsibility>;
