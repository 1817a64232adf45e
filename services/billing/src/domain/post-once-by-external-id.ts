import { ProblemError } from "@pms/kit/problem";
import type { Transaction } from "kysely";
import { lockAccount } from "../store/accounts.ts";
import type { DB } from "../store/gen/tables.ts";
import { findByExternalIds, findTransaction, type KnownTransaction } from "../store/transactions.ts";
import type { Caller } from "./caller.ts";
import { entriesOf } from "./ledger-entries.ts";
import { recordPosting } from "./post-transaction.ts";
import type { AskedPosting, Posting } from "./posting.ts";

/**
 * Posts, or returns what was posted to the account under this key. 422 when that was something else.
 *
 * @param asked `dated`: whether the caller named the effective date
 */
export async function postOnceByExternalId(
  tx: Transaction<DB>,
  caller: Caller,
  accountId: string,
  asked: { posting: AskedPosting; key: string; dated: boolean },
): Promise<KnownTransaction> {
  const source = `account:${accountId}`;
  const account = await lockAccount(tx, accountId, caller.actor);
  const [known] = await findByExternalIds(tx, source, [asked.key]);
  if (known) {
    const posted = await findTransaction(tx, known.id, caller.actor);
    if (!posted || !isSame(posted, asked.posting, asked.dated))
      throw new ProblemError("rule-violated", "This idempotency_key was used for another transaction.");
    return posted;
  }
  const posting = { ...asked.posting, source, externalId: asked.key };
  return recordPosting(tx, caller, { account, posting, entries: entriesOf(posting) });
}

/** An effective date that nobody named is left out: a retry after midnight means the same transaction. */
function isSame(posted: KnownTransaction, asked: Posting, dated: boolean): boolean {
  return (
    posted.type === asked.type &&
    posted.amount_minor === asked.amountMinor &&
    posted.currency === asked.currency &&
    posted.code === asked.code &&
    posted.description === asked.description &&
    posted.method === asked.method &&
    posted.direction === asked.direction &&
    posted.reason_code === asked.reasonCode &&
    posted.note === asked.note &&
    (!dated || posted.effective_on === asked.effectiveOn)
  );
}
