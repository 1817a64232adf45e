/** What is posted to an account, one body per type. */
import { type Static, Type } from "typebox";
import { Code, closed, describedDate, Id, NonNegativeMoney, PositiveMoney } from "../http/common.ts";
import { noteText, PaymentMethod, PaymentPurpose, Responsibility } from "./terms.ts";

/** Of a posting; billing knows no facility's time zone. */
const EffectiveDate = describedDate(
  "From 1900-01-01 to today. Absent: today in UTC, which is tomorrow already in the evening of New York: send the facility's own date",
);

const effective = { facilityId: Type.Optional(Id) };

/** What is unlikely of a date, and may be right: asked about until it is confirmed. */
export const postingQuestions = ["before-birth", "after-death", "uncovered-transfer"] as const;
export const PostingQuestion = Type.Enum(postingQuestions);
export type PostingQuestion = Static<typeof PostingQuestion>;
const asked = {
  accountVersion: Type.Optional(
    Type.Integer({
      minimum: 1,
      description:
        "The version of the account that the caller saw: 412 when something was posted to it since, so that no two people answer one balance",
    }),
  ),
  confirm: Type.Optional(
    Type.Array(PostingQuestion, {
      maxItems: postingQuestions.length,
      description:
        "What the caller was asked and stands by. Without it 422 `/problems/confirmation-required` names in its own `confirm` what is to be confirmed: a date before the patient's year of birth, a charge more than a year after the year of death, a transfer of what on a past day neither was owed nor in credit",
    }),
  ),
};

export const Charge = Type.Object(
  {
    /** May be 0.00: the transaction then stands in the ledger with two entries of zero. */
    amount: NonNegativeMoney,
    code: Code,
    description: noteText(500),
    serviceDate: describedDate("From 1900-01-01 to today"),
    units: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    responsibility: Type.Optional(Responsibility),
    ...effective,
    ...asked,
  },
  closed,
);
export type Charge = Static<typeof Charge>;

export const Payment = Type.Object(
  {
    amount: PositiveMoney,
    method: PaymentMethod,
    receivedOn: Type.Optional(EffectiveDate),
    reference: Type.Optional(noteText(100)),
    purpose: Type.Optional(PaymentPurpose),
    /** Cash that was handed over, of which what is above the amount was given back as change. */
    tendered: Type.Optional(PositiveMoney),
    /** Whose part of the balance it settles; the patient's when absent. */
    responsibility: Type.Optional(Responsibility),
    ...effective,
    ...asked,
  },
  closed,
);
export type Payment = Static<typeof Payment>;

export const Adjustment = Type.Object(
  {
    amount: PositiveMoney,
    /** `credit` lowers what is owed (write-off, discount), `debit` raises it. */
    direction: Type.Enum(["credit", "debit"]),
    reasonCode: Code,
    note: Type.Optional(noteText(500)),
    effectiveOn: Type.Optional(EffectiveDate),
    responsibility: Type.Optional(Responsibility),
    ...asked,
  },
  closed,
);
export type Adjustment = Static<typeof Adjustment>;

/**
 * Money back to who has a credit balance: on no day from its date on more than the credit, nor than
 * the same one has paid.
 */
export const Refund = Type.Object(
  {
    amount: PositiveMoney,
    method: PaymentMethod,
    reasonCode: Code,
    note: Type.Optional(noteText(500)),
    effectiveOn: Type.Optional(EffectiveDate),
    /** Who is given the money back; the patient when absent. */
    responsibility: Type.Optional(Responsibility),
    ...asked,
  },
  closed,
);
export type Refund = Static<typeof Refund>;

/** Moves responsibility between payer and patient; the balance stays. */
export const Transfer = Type.Object(
  {
    amount: PositiveMoney,
    /** `between-payers`: from one insurer to the next; both are the payer’s side of the account. */
    direction: Type.Enum(["to-patient", "to-payer", "between-payers"]),
    reasonCode: Type.Optional(Code),
    note: Type.Optional(noteText(500)),
    effectiveOn: Type.Optional(EffectiveDate),
    ...asked,
  },
  closed,
);
export type Transfer = Static<typeof Transfer>;

export const Reversal = Type.Object(
  {
    reason: noteText(500),
    effectiveOn: Type.Optional(
      describedDate(
        "Not in the future, nor before the date of what is reversed; of a payment that was given back, not before today. Absent: the later of that date and today in UTC",
      ),
    ),
  },
  closed,
);
export type Reversal = Static<typeof Reversal>;

/**
 * What was posted wrongly, reversed, and what is posted instead: both or neither. The new one is of
 * the type of the old one.
 */
export const Correction = Type.Object(
  {
    ...Reversal.properties,
    charge: Type.Optional(Charge),
    payment: Type.Optional(Payment),
    adjustment: Type.Optional(Adjustment),
  },
  closed,
);
export type Correction = Static<typeof Correction>;
