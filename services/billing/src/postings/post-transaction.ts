import type { Caller } from "@pms/kit/audit/caller";
import type { IdempotentRequest } from "@pms/kit/http/idempotency";
import { lockAccount } from "../accounts/store/accounts.ts";
import type { Deps } from "../deps.ts";
import { entriesOf } from "../ledger/ledger-entries.ts";
import type { KeptAnswer } from "../store/commit.ts";
import { answerOnce } from "./answer-once.ts";
import { type PostingRequest, postingOf } from "./posting-of.ts";
import { recordPosting } from "./record-posting.ts";
import { requireKnownFacility } from "./require-known-facility.ts";

/** 404 for an account out of scope, 422 for an unknown facility; refuses as `applyPosting` does. */
export async function postTransaction(
  deps: Pick<Deps, "database" | "facilities" | "wakeRelay">,
  caller: Caller,
  { accountId, request, key }: { accountId: string; request: PostingRequest; key: IdempotentRequest | undefined },
): Promise<KeptAnswer> {
  await requireKnownFacility(deps.facilities, caller.actor, "facilityId" in request ? request.facilityId : undefined);
  const posting = postingOf(request);
  return answerOnce(deps, { key, accountId }, async (tx) => {
    const account = await lockAccount(tx, accountId, caller.actor);
    return recordPosting(tx, caller, { account, posting, entries: entriesOf(posting) });
  });
}
