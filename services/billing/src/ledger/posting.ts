/** A transaction as it is wanted, before an account has taken it. */
import type { PostingQuestion } from "@pms/contracts/billing/postings";
import type { PaymentPurpose, Responsibility, TransactionType } from "@pms/contracts/billing/terms";
import type { Direction } from "./ledger-entries.ts";

export type Posting = {
  type: TransactionType;
  amountMinor: bigint;
  currency: string;
  effectiveOn: string;
  /** Where the service was given or the money taken; the account's own when null. */
  facilityId: string | null;
  responsibility: Responsibility | null;
  direction: Direction | null;
  code: string | null;
  description: string | null;
  units: number | null;
  method: string | null;
  reference: string | null;
  purpose: PaymentPurpose | null;
  /** Cash handed over, change included. */
  tenderedMinor: bigint | null;
  reasonCode: string | null;
  note: string | null;
  reversalOf: string | null;
  /** Set where the sender has an id of its own: what is known already posts nothing. */
  source: string | null;
  externalId: string | null;
  /** What the caller has been asked and stands by. */
  confirmed: readonly PostingQuestion[];
  /** Of the account that the caller saw. */
  accountVersion: number | null;
};

/** Of any type but a reversal, which only its original gives rise to. */
export type RequestedPosting = Posting & { type: Exclude<Posting["type"], "reversal"> };

export const noFacts = {
  facilityId: null,
  responsibility: null,
  direction: null,
  code: null,
  description: null,
  units: null,
  method: null,
  reference: null,
  purpose: null,
  tenderedMinor: null,
  reasonCode: null,
  note: null,
  reversalOf: null,
  source: null,
  externalId: null,
  confirmed: [],
  accountVersion: null,
} as const;
