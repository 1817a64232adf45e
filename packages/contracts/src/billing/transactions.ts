/** The ledger of an account as it is read. */
import { type Static, Type } from "typebox";
import { Id, Instant, LocalDate, listOf, Money } from "../http/common.ts";
import { PaymentPurpose, Responsibility, TransactionType } from "./terms.ts";

export const LedgerTransaction = Type.Object({
  id: Id,
  /**
   * Its place in the account's ledger: 1, 2, 3 … Behind the patient's MRN it is the number of the
   * receipt.
   */
  number: Type.Integer(),
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
  purpose: Type.Optional(PaymentPurpose),
  /** Cash that was handed over; what is above the amount was given back. */
  tendered: Type.Optional(Money),
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

/** Both postings of a correction. */
export const CorrectedTransaction = Type.Object({ reversal: LedgerTransaction, transaction: LedgerTransaction });
export type CorrectedTransaction = Static<typeof CorrectedTransaction>;
