import type { ListedCharge } from "@pms/contracts/billing/prices";
import type { Caller } from "@pms/kit/audit/caller";
import { commitOnce, type KeptAnswer } from "@pms/kit/events/commit";
import type { IdempotentRequest } from "@pms/kit/http/idempotency";
import { lockAccount } from "../accounts/store/accounts.ts";
import { needsDays } from "../dating/dating.ts";
import { listDayChanges } from "../dating/store/days.ts";
import type { Deps } from "../deps.ts";
import { requireKnownFacility } from "../doors/require-known-facility.ts";
import { entriesOf } from "../ledger/ledger-entries.ts";
import type { RequestedPosting } from "../ledger/posting.ts";
import { storePosting } from "../ledger/store/postings.ts";
import { priceCharge } from "../prices/price-charge.ts";
import type { Tx } from "../store/tables.ts";
import { createdAnswer } from "../transactions/transaction-json.ts";
import { type AppliedPosting, applyPosting, stampOf } from "./applied-posting.ts";
import { messagesOf } from "./posting-messages.ts";
import { type PostingRequest, postingOf } from "./posting-of.ts";

type ChargeRequest = { type: "charge" } & ListedCharge;

/** 404 for an account out of scope, 422 for an unknown facility; refuses as `applyPosting` does. */
export async function postTransaction(
  deps: Pick<Deps, "chart" | "database" | "facilities" | "now" | "relay">,
  caller: Caller,
  {
    accountId,
    request,
    key,
  }: { accountId: string; request: PostingRequest | ChargeRequest; key: IdempotentRequest | undefined },
): Promise<KeptAnswer> {
  await requireKnownFacility(deps.facilities, caller.actor, "facilityId" in request ? request.facilityId : undefined);
  const post = async (tx: Tx) => {
    const posting = postingOf(await withPrice(tx, caller, { accountId, request }), deps.now());
    return createdAnswer(await recordPosting(tx, deps, caller, { accountId, posting }));
  };
  return commitOnce(deps, key, post, accountId);
}

async function withPrice(
  tx: Tx,
  { actor }: Caller,
  { accountId, request }: { accountId: string; request: PostingRequest | ChargeRequest },
): Promise<PostingRequest> {
  if (request.type !== "charge") return request;
  const { type, ...charge } = request;
  return { type, ...(await priceCharge(tx, actor, { accountId, charge })) };
}

/** Ledger, balances, event and audit in one statement, within the caller's transaction. */
export async function recordPosting(
  tx: Tx,
  { now, chart }: Pick<Deps, "now" | "chart">,
  caller: Caller,
  { accountId, posting }: { accountId: string; posting: RequestedPosting },
): Promise<AppliedPosting> {
  const account = await lockAccount(tx, accountId, caller.actor);
  const wanted = { posting, entries: entriesOf(posting, chart) };
  const stamp = stampOf(caller.actor, now());
  const changes = needsDays(wanted, stamp.postedAt) ? await listDayChanges(tx, accountId) : [];
  const applied = applyPosting(account, wanted, changes, stamp);
  await storePosting(tx, applied, messagesOf(caller, applied, wanted));
  return applied;
}
