/** Statements and receipts: as JSON what the PDF says. */
import { type Static, Type } from "typebox";
import { Currency, describedDate, Id, LocalDate, Money } from "../http/common.ts";
import { LedgerTransaction } from "./transactions.ts";

export const documentLanguages = ["ar", "en", "es"] as const;

/** How a document is asked for. */
export const documentQuery = {
  format: Type.Optional(
    Type.Enum(["json", "pdf"], { description: "Absent: by `Accept`, which takes `application/pdf` too" }),
  ),
  language: Type.Optional(
    Type.Enum(documentLanguages, {
      description: "Of the PDF; absent: the patient's preferred one where there are words in it, else English",
    }),
  ),
};

/** Who sends it: the facility as it is known now. */
const Letterhead = Type.Object({
  facilityId: Id,
  name: Type.String(),
  addressLines: Type.Array(Type.String()),
  phoneNumber: Type.Optional(Type.String()),
  timeZone: Type.String(),
});
export type Letterhead = Static<typeof Letterhead>;

/** Whom it is about, and goes to: the patient as known now. */
const Addressee = Type.Object({
  patientId: Id,
  mrn: Type.String(),
  name: Type.String({ description: "Empty of a patient who is not identified" }),
  dateOfBirth: Type.Optional(Type.String()),
  addressLines: Type.Array(Type.String()),
});
export type Addressee = Static<typeof Addressee>;

const StatementLine = Type.Object({
  transaction: LedgerTransaction,
  /** What it added to the balance; absent where it added nothing. */
  charge: Type.Optional(Money),
  /** What it took from the balance; absent where it took nothing. */
  credit: Type.Optional(Money),
  /** After this line. In the order of effective dates, so not `balanceAfter`, which is of posting. */
  balance: Money,
});
export type StatementLine = Static<typeof StatementLine>;

export const StatementQuery = Type.Object({
  from: Type.Optional(describedDate("The first effective date that is listed; absent: all are")),
  asOf: Type.Optional(describedDate("The last effective date that counts; absent: today at the facility")),
  ...documentQuery,
});
export type StatementQuery = Static<typeof StatementQuery>;

export const Statement = Type.Object({
  reference: Type.String({ description: "MRN and day; the square code of the PDF says it" }),
  accountId: Id,
  currency: Currency,
  from: Type.Optional(LocalDate),
  asOf: LocalDate,
  letterhead: Letterhead,
  addressee: Addressee,
  /** Before the first line. Negative: in credit, as in every balance here. */
  openingBalance: Money,
  lines: Type.Array(StatementLine),
  charges: Money,
  credits: Money,
  /** The opening balance, and the charges less the credits. */
  closingBalance: Money,
  /** The part of it that a payer is expected to pay, and the patient's. */
  payerPart: Money,
  patientPart: Money,
  /** What of the closing balance is owed, by how long ago it was charged; payments settle the oldest first. */
  aging: Type.Array(Type.Object({ fromDays: Type.Integer(), toDays: Type.Optional(Type.Integer()), amount: Money })),
});
export type Statement = Static<typeof Statement>;

export const ReceiptQuery = Type.Object(documentQuery);

export const Receipt = Type.Object({
  number: Type.String({ description: "The patient's MRN and the transaction's number: to be read out" }),
  transaction: LedgerTransaction,
  letterhead: Letterhead,
  addressee: Addressee,
  cashier: Type.Object({
    id: Type.String(),
    name: Type.Optional(Type.String({ description: "Absent for patients, and where it was nobody of the staff" })),
  }),
  /** What was given back of the cash that was handed over. */
  change: Type.Optional(Money),
});
export type Receipt = Static<typeof Receipt>;
