/** Bodies of `/api/billing`. */
import { type Static, Type } from "typebox";
import {
  Code,
  Currency,
  checkedAlone,
  describedDate,
  Id,
  Instant,
  LocalDate,
  listOf,
  Money,
  NonNegativeMoney,
  PositiveMoney,
  Problem,
} from "./common.ts";
import { notBlankPattern } from "./patterns.ts";
import { trimmed, writtenText } from "./written.ts";

const closed = { additionalProperties: false };
/** A note may have more than one line. */
const text = (maxLength: number) => writtenText(maxLength, notBlankPattern);
export const paymentMethods = ["cash", "card", "check", "echeck", "transfer", "copay"] as const;
export const transactionTypes = ["charge", "payment", "adjustment", "refund", "transfer", "reversal"] as const;
export const PaymentMethod = Type.Enum(paymentMethods);
export const TransactionType = Type.Enum(transactionTypes);
export type TransactionType = Static<typeof TransactionType>;

/** Who is expected to pay: the patient (or guarantor), or a payer (insurer). */
export const Responsibility = Type.Enum(["patient", "payer"]);
export type Responsibility = Static<typeof Responsibility>;

export const Account = Type.Object({
  id: Id,
  patientId: Id,
  facilityId: Id,
  status: Type.Enum(["active", "closed"]),
  currency: Currency,
  /** Positive: owed. Negative: in credit. */
  balance: Money,
  /** The part of the balance that a payer is expected to pay; the rest is the patient's. */
  payerBalance: Money,
  openedAt: Instant,
  version: Type.Integer(),
  /** Of the two balances, where the request named one; everything else is as it is now. */
  asOf: Type.Optional(LocalDate),
});
export type Account = Static<typeof Account>;
export const AccountList = listOf(Account);

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
    description: text(500),
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
    reference: Type.Optional(text(100)),
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
    note: Type.Optional(text(500)),
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
    note: Type.Optional(text(500)),
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
    note: Type.Optional(text(500)),
    effectiveOn: Type.Optional(EffectiveDate),
    ...asked,
  },
  closed,
);
export type Transfer = Static<typeof Transfer>;

export const Reversal = Type.Object(
  {
    reason: text(500),
    effectiveOn: Type.Optional(
      describedDate(
        "Not in the future, nor before the date of what is reversed; of a payment that was given back, not before today. Absent: the later of that date and today in UTC",
      ),
    ),
  },
  closed,
);
export type Reversal = Static<typeof Reversal>;

export const LedgerTransaction = Type.Object({
  id: Id,
  type: TransactionType,
  accountId: Id,
  patientId: Id,
  /**
   * Where the service was given or the money taken: where figures count it, wherever the account is
   * now.
   */
  facilityId: Id,
  /** Never negative; `balanceDelta` says what it does. */
  amount: Money,
  balanceDelta: Money,
  balanceAfter: Money,
  postedAt: Instant,
  postedBy: Type.String(),
  effectiveOn: LocalDate,
  code: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  units: Type.Optional(Type.Integer()),
  method: Type.Optional(Type.String()),
  reference: Type.Optional(Type.String()),
  direction: Type.Optional(Type.String()),
  reasonCode: Type.Optional(Type.String()),
  note: Type.Optional(Type.String()),
  responsibility: Type.Optional(Responsibility),
  reversalOf: Type.Optional(Id),
  reversedBy: Type.Optional(Id),
});
export type LedgerTransaction = Static<typeof LedgerTransaction>;
export const LedgerTransactionList = listOf(LedgerTransaction);

export const TrialBalance = Type.Object({
  asOf: LocalDate,
  currency: Currency,
  accounts: Type.Array(Type.Object({ account: Type.String(), debit: Money, credit: Money })),
  /** Zero, always. */
  difference: Money,
});
export type TrialBalance = Static<typeof TrialBalance>;

export const integrityChecks = [
  "transactions-balanced",
  "cached-balances",
  "running-balances",
  "checkpoints",
  "trial-balance",
  "orphans",
] as const;

/** What is kept beside the entries, against the entries. `count` is how many rows differ. */
export const LedgerIntegrity = Type.Object({
  checkedAt: Instant,
  ok: Type.Boolean(),
  checks: Type.Array(
    Type.Object({
      name: Type.Enum(integrityChecks),
      description: Type.String(),
      ok: Type.Boolean(),
      count: Type.Integer(),
    }),
  ),
});
export type LedgerIntegrity = Static<typeof LedgerIntegrity>;

const batchKeys = {
  externalId: Type.String({
    minLength: 1,
    maxLength: 100,
    pattern: notBlankPattern,
    ...trimmed,
    description:
      "The sender's own id of the row, unique within `source`: a row that is known already posts nothing, and is refused where it says something else",
  }),
  patientId: Id,
};
export const BatchTransaction = Type.Union([
  Type.Object({ type: Type.Literal("charge"), ...batchKeys, ...Charge.properties }, closed),
  Type.Object({ type: Type.Literal("payment"), ...batchKeys, ...Payment.properties }, closed),
  Type.Object({ type: Type.Literal("adjustment"), ...batchKeys, ...Adjustment.properties }, closed),
  Type.Object({ type: Type.Literal("transfer"), ...batchKeys, ...Transfer.properties }, closed),
]);
export type BatchTransaction = Static<typeof BatchTransaction>;

/**
 * For importers: each row stands alone and is checked against `BatchTransaction`. Rows of one
 * account are posted in the order given.
 */
export const TransactionBatch = Type.Object(
  { source: text(100), transactions: Type.Array(checkedAlone(BatchTransaction), { minItems: 1, maxItems: 1000 }) },
  closed,
);
export type TransactionBatch = Static<typeof TransactionBatch>;
export const TransactionBatchResult = Type.Object({
  results: Type.Array(
    Type.Object({
      index: Type.Integer(),
      outcome: Type.Enum(["posted", "existing", "refused"]),
      id: Type.Optional(Id),
      problem: Type.Optional(Problem),
    }),
  ),
});
export type TransactionBatchResult = Static<typeof TransactionBatchResult>;
