import type { Caller } from "@pms/kit/audit/caller";
import { commit } from "@pms/kit/events/commit";
import { ProblemError } from "@pms/kit/problem/problem";
import { lockAccount } from "../accounts/store/accounts.ts";
import { needsDays } from "../dating/dating.ts";
import { listDayChanges } from "../dating/store/days.ts";
import type { Deps } from "../deps.ts";
import { entriesOf } from "../ledger/ledger-entries.ts";
import { storePosting } from "../ledger/store/postings.ts";
import { findByExternalIds, findTransaction, type KnownTransaction } from "../transactions/store/transactions.ts";
import { postedNow } from "../transactions/transaction-json.ts";
import { applyPosting, stampOf } from "./applied-posting.ts";
import { isSamePosting } from "./is-same-posting.ts";
import { messagesOf } from "./posting-messages.ts";
import { type PostingRequest, postingOf } from "./posting-of.ts";

/**
 * Posts, or returns what was posted to the account under this external id. 422 for something else.
 * @param input `namesDate`: whether the caller named the effective date
 */
export async function postOnceByExternalId(
  deps: Pick<Deps, "chart" | "database" | "now" | "relay">,
  caller: Caller,
  input: { accountId: string; externalId: string; request: PostingRequest; namesDate: boolean },
): Promise<KnownTransaction> {
  const { accountId, externalId, namesDate } = input;
  const posting = { ...postingOf(input.request, deps.now()), source: `account:${accountId}`, externalId };
  const wanted = { posting, entries: entriesOf(posting, deps.chart) };
  return commit(
    deps,
    async (tx) => {
      const account = await lockAccount(tx, accountId, caller.actor);
      const [known] = await findByExternalIds(tx, posting.source, [externalId]);
      if (known) {
        const posted = await findTransaction(tx, known.id, caller.actor);
        if (posted && isSamePosting(posted, posting, namesDate)) return posted;
        throw new ProblemError("rule-violated", "This idempotency_key was used for another transaction.");
      }
      const stamp = stampOf(caller.actor, deps.now());
      const changes = needsDays(wanted, stamp.postedAt) ? await listDayChanges(tx, accountId) : [];
      const applied = applyPosting(account, wanted, changes, stamp);
      await storePosting(tx, applied, messagesOf(caller, applied, wanted));
      return postedNow(applied);
    },
    accountId,
  );
}
