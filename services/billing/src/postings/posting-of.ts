/** A posting from what a request says of it. */
import type { Adjustment, Charge, Payment, Refund, Transfer } from "@pms/contracts/billing/postings";
import { invalidField } from "@pms/kit/problem/problem";
import { requireWithinReach, todayUtc } from "../dating/dating.ts";
import { noFacts, type RequestedPosting } from "../ledger/posting.ts";

export type PostingRequest =
  | ({ type: "charge" } & Charge)
  | ({ type: "payment" } & Payment)
  | ({ type: "adjustment" } & Adjustment)
  | ({ type: "refund" } & Refund)
  | ({ type: "transfer" } & Transfer);

/** Effective today (UTC) where no date is named. 400 for a date before 1900 or in the future. */
export function postingOf(request: PostingRequest, now: Date = new Date()): RequestedPosting {
  const posting = read(request, todayUtc(now));
  const field = request.type === "charge" ? "serviceDate" : request.type === "payment" ? "receivedOn" : "effectiveOn";
  requireWithinReach(posting.effectiveOn, field, now);
  return { ...posting, confirmed: request.confirm ?? [], accountVersion: request.accountVersion ?? null };
}

function read(request: PostingRequest, today: string): RequestedPosting {
  const money = { amountMinor: BigInt(request.amount.amountMinor), currency: request.amount.currency };
  switch (request.type) {
    case "charge": {
      const { code, description, serviceDate, units = 1, responsibility = "patient", facilityId } = request;
      const facts = { code, description, units, responsibility, facilityId: facilityId?.toLowerCase() ?? null };
      return { ...noFacts, type: "charge", ...money, effectiveOn: serviceDate, ...facts };
    }
    case "payment": {
      const { method, receivedOn = today, reference = null, responsibility = "patient", facilityId } = request;
      const { purpose = null } = request;
      const facts = { method, reference, purpose, responsibility, facilityId: facilityId?.toLowerCase() ?? null };
      const tenderedMinor = tenderedOf(request);
      return { ...noFacts, type: "payment", ...money, effectiveOn: receivedOn, ...facts, tenderedMinor };
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

/** 400 when less was handed over than is paid, in another currency, or what was no cash. */
function tenderedOf({ amount, method, tendered }: Payment): bigint | null {
  if (tendered === undefined) return null;
  if (method !== "cash") throw invalidField("/tendered", "is of cash only");
  if (tendered.currency !== amount.currency) throw invalidField("/tendered", "must be in the currency of the amount");
  if (tendered.amountMinor < amount.amountMinor) throw invalidField("/tendered", "must not be less than the amount");
  return BigInt(tendered.amountMinor);
}
