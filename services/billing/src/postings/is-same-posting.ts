import type { Posting } from "../ledger/posting.ts";
import type { TransactionRow } from "../ledger/store/postings.ts";

/**
 * Whether what is asked for under a known id is what was posted under it. Left out are an effective date that nobody named, for
 * a retry after midnight means the same transaction, and a facility that nobody named, for the account may have moved.
 *
 * @param dated whether the caller named the effective date
 */
export function isSamePosting(posted: TransactionRow, asked: Posting, dated: boolean): boolean {
  return (
    posted.type === asked.type &&
    posted.amount_minor === asked.amountMinor &&
    posted.currency === asked.currency &&
    posted.responsibility === asked.responsibility &&
    posted.code === asked.code &&
    posted.description === asked.description &&
    posted.units === asked.units &&
    posted.method === asked.method &&
    posted.reference === asked.reference &&
    posted.direction === asked.direction &&
    posted.reason_code === asked.reasonCode &&
    posted.note === asked.note &&
    (asked.facilityId === null || posted.facility_id === asked.facilityId) &&
    (!dated || posted.effective_on === asked.effectiveOn)
  );
}
