import type { Caller } from "@pms/kit/audit/caller";
import { commitOnce, type KeptAnswer } from "@pms/kit/events/commit";
import type { IdempotentRequest } from "@pms/kit/http/idempotency";
import { lockAccount } from "../accounts/store/accounts.ts";
import { needsDays } from "../dating/dating.ts";
import { listDayChanges } from "../dating/store/days.ts";
import type { Deps } from "../deps.ts";
import { entriesOf } from "../ledger/ledger-entries.ts";
import { storePosting } from "../ledger/store/postings.ts";
import { createdAnswer } from "../transactions/transaction-json.ts";
import { applyPosting, stampOf } from "./applied-posting.ts";
import { messagesOf } from "./posting-messages.ts";
import { type PostingRequest, postingOf } from "./posting-of.ts";
import { requireKnownFacility } from "./require-known-facility.ts";

/** 404 for an account out of scope, 422 for an unknown facility; refuses as `applyPosting` does. */
export async function postTransaction(
  deps: Pick<Deps, "database" | "facilities" | "now" | "relay">,
  caller: Caller,
  { accountId, request, key }: { accountId: string; request: PostingRequest; key: IdempotentRequest | undefined },
): Promise<KeptAnswer> {
  const { actor } = caller;
  await requireKnownFacility(deps.facilities, actor, "facilityId" in request ? request.facilityId : undefined);
  const posting = postingOf(request, deps.now());
  const wanted = { posting, entries: entriesOf(posting) };
  return commitOnce(
    deps,
    key,
    async (tx) => {
      const account = await lockAccount(tx, accountId, actor);
      const stamp = stampOf(actor, deps.now());
      const changes = needsDays(wanted, stamp.postedAt) ? await listDayChanges(tx, accountId) : [];
      const applied = applyPosting(account, wanted, changes, stamp);
      await storePosting(tx, applied, messagesOf(caller, applied, wanted));
      return createdAnswer(applied);
    },
    accountId,
  );
}
