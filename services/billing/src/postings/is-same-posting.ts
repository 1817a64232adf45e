import type { Posting } from "../ledger/posting.ts";
import type { TransactionRow } from "../store/tables.ts";
import { purposeOf } from "../transactions/purpose-of.ts";

/**
 * Whether a posting is what was posted under its id before. Of a retry the date and the facility
 * count where the caller names them: it may come after midnight, or after a move.
 */
export function isSamePosting(posted: TransactionRow, posting: Posting, namesDate: boolean): boolean {
  return (
    posted.type === posting.type &&
    posted.amount_minor === posting.amountMinor &&
    posted.currency === posting.currency &&
    posted.responsibility === posting.responsibility &&
    posted.code === posting.code &&
    posted.description === posting.description &&
    posted.units === posting.units &&
    posted.method === posting.method &&
    posted.reference === posting.reference &&
    purposeOf(posted) === purposeOf(posting) &&
    (posted.tendered_minor ?? null) === posting.tenderedMinor &&
    posted.direction === posting.direction &&
    posted.reason_code === posting.reasonCode &&
    posted.note === posting.note &&
    (posting.facilityId === null || posted.facility_id === posting.facilityId) &&
    (!namesDate || posted.effective_on === posting.effectiveOn)
  );
}
