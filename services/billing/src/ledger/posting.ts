/** A transaction as asked for, before an account has taken it. */
import type {
  Adjustment,
  Charge,
  Payment,
  PostingQuestion,
  Refund,
  Responsibility,
  Transfer,
} from "@pms/contracts/billing";
import { requireWithinReach, todayUtc } from "../dating/dating.ts";
import type { Direction } from "./ledger-entries.ts";

export type Posting = {
  type: "charge" | "payment" | "adjustment" | "refund" | "transfer" | "reversal";
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
  reasonCode: string | null;
  note: string | null;
  reversalOf: string | null;
  /** Set where the sender has an id of its own: what is known already posts nothing. */
  source: string | null;
  externalId: string | null;
  /** What the caller has been asked and stands by. */
  confirmed: readonly PostingQuestion[];
};

/** Of any type but a reversal, which only its original gives rise to. */
export type AskedPosting = Posting & { type: Exclude<Posting["type"], "reversal"> };

export type PostingRequest =
  | ({ type: "charge" } & Charge)
  | ({ type: "payment" } & Payment)
  | ({ type: "adjustment" } & Adjustment)
  | ({ type: "refund" } & Refund)
  | ({ type: "transfer" } & Transfer);

export const noFacts = {
  facilityId: null,
  responsibility: null,
  direction: null,
  code: null,
  description: null,
  units: null,
  method: null,
  reference: null,
  reasonCode: null,
  note: null,
  reversalOf: null,
  source: null,
  externalId: null,
  confirmed: [],
} as const;

/** Effective today (UTC) where the request names no date. 400 for a date before 1900 or in the future. */
export function postingOf(request: PostingRequest, now: Date = new Date()): AskedPosting {
  const posting = read(request, todayUtc(now));
  const field = request.type === "charge" ? "serviceDate" : request.type === "payment" ? "receivedOn" : "effectiveOn";
  requireWithinReach(posting.effectiveOn, field, now);
  return { ...posting, confirmed: request.confirm ?? [] };
}

function read(request: PostingRequest, today: string): AskedPosting {
  const money = { amountMinor: BigInt(request.amount.amountMinor), currency: request.amount.currency };
  switch (request.type) {
    case "charge": {
      const { code, description, serviceDate, units = 1, responsibility = "patient", facilityId } = request;
      const facts = { code, description, units, responsibility, facilityId: facilityId?.toLowerCase() ?? null };
      return { ...noFacts, type: "charge", ...money, effectiveOn: serviceDate, ...facts };
    }
    case "payment": {
      const { method, receivedOn = today, reference = null, responsibility = "patient", facilityId } = request;
      const facts = { method, reference, responsibility, facilityId: facilityId?.toLowerCase() ?? null };
      return { ...noFacts, type: "payment", ...money, effectiveOn: receivedOn, ...facts };
    }
    case "adjustment": {
      const { direction, reasonCode, note = null, effectiveOn = today, responsibility = "patient" } = request;
      return { ...noFacts, type: "adjustment", ...money, effectiveOn, direction, reasonCode, note, responsibility };
    }
    case "refund": {
      const { method, reasonCode, note = null, effectiveOn = today, responsibility = "patient" } = request;
      const facts = { method, reasonCode, note, responsibility };
      return { ...noFacts, type: "refund", ...money, effectiveOn, ...facts };
    }
    case "transfer": {
      const { direction, reasonCode = null, note = null, effectiveOn = today } = request;
      return { ...noFacts, type: "transfer", ...money, effectiveOn, direction, reasonCode, note };
    }
  }
}
