import type { Caller } from "@pms/kit/audit/caller";
import { ProblemError } from "@pms/kit/problem/problem";
import { lockAccount } from "../accounts/store/accounts.ts";
import type { Deps } from "../deps.ts";
import { entriesOf } from "../ledger/ledger-entries.ts";
import { commit } from "../store/commit.ts";
import { findByExternalIds, findTransaction, type KnownTransaction } from "../transactions/store/transactions.ts";
import { isSamePosting } from "./is-same-posting.ts";
import { type PostingRequest, postingOf } from "./posting-of.ts";
import { recordPosting } from "./record-posting.ts";

/**
 * Posts, or returns what was posted to the account under this external id. 422 for something else.
 *
 * @param input `namesDate`: whether the caller named the effective date
 */
export async function postOnceByExternalId(
  deps: Pick<Deps, "database" | "wakeRelay">,
  caller: Caller,
  input: { accountId: string; externalId: string; request: PostingRequest; namesDate: boolean },
): Promise<KnownTransaction> {
  const { accountId, externalId, namesDate } = input;
  const posting = { ...postingOf(input.request), source: `account:${accountId}`, externalId };
  return commit(
    deps,
    async (tx) => {
      const account = await lockAccount(tx, accountId, caller.actor);
      const [known] = await findByExternalIds(tx, posting.source, [externalId]);
      if (!known) return recordPosting(tx, caller, { account, posting, entries: entriesOf(posting) });
      const posted = await findTransaction(tx, known.id, caller.actor);
      if (!posted || !isSamePosting(posted, posting, namesDate))
        throw new ProblemError("rule-violated", "This idempotency_key was used for another transaction.");
      return posted;
    },
    accountId,
  );
}
