import type { Caller } from "@pms/kit/audit/caller";
import { ProblemError } from "@pms/kit/http/problem";
import type { Transaction } from "kysely";
import { lockAccount } from "../accounts/store/accounts.ts";
import { entriesOf } from "../ledger/ledger-entries.ts";
import type { AskedPosting } from "../ledger/posting.ts";
import { findByExternalIds, findTransaction, type KnownTransaction } from "../ledger/store/transactions.ts";
import type { DB } from "../store/gen/tables.ts";
import { isSamePosting } from "./is-same-posting.ts";
import { recordPosting } from "./post-transaction.ts";

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
    if (!posted || !isSamePosting(posted, asked.posting, asked.dated))
      throw new ProblemError("rule-violated", "This idempotency_key was used for another transaction.");
    return posted;
  }
  const posting = { ...asked.posting, source, externalId: asked.key };
  return recordPosting(tx, caller, { account, posting, entries: entriesOf(posting) });
}
