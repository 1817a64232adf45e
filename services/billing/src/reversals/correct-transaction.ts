import type { Correction, Reversal } from "@pms/contracts/billing/postings";
import type { CorrectedTransaction } from "@pms/contracts/billing/transactions";
import type { Caller } from "@pms/kit/audit/caller";
import { commitOnce, type KeptAnswer } from "@pms/kit/events/commit";
import type { IdempotentRequest } from "@pms/kit/http/idempotency";
import { invalidField, notFound, ProblemError } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";
import { requireKnownFacility } from "../doors/require-known-facility.ts";
import { recordPosting } from "../postings/post-transaction.ts";
import { type PostingRequest, postingOf } from "../postings/posting-of.ts";
import type { Tx } from "../store/tables.ts";
import { findTransaction } from "../transactions/store/transactions.ts";
import { postedNow, transactionJson } from "../transactions/transaction-json.ts";
import { recordReversal } from "./reverse-transaction.ts";

/**
 * Reverses a transaction and posts what it should have been, in one database transaction: money is
 * never between the two. Refuses as either would; 422 for what is of another type.
 */
export async function correctTransaction(
  deps: Pick<Deps, "chart" | "database" | "facilities" | "now" | "relay">,
  caller: Caller,
  { transactionId, correction, key }: CorrectionRequest,
): Promise<KeptAnswer> {
  const { reversal, request } = partsOf(correction);
  const seen = await findTransaction(deps.database.db, transactionId, caller.actor);
  if (!seen) throw notFound();
  if (seen.type !== request.type)
    throw new ProblemError("rule-violated", "What is posted instead is of the type of what is corrected.");
  await requireKnownFacility(deps.facilities, caller.actor, "facilityId" in request ? request.facilityId : undefined);
  const requested = postingOf(request, deps.now());
  // The account as the caller saw it is the one that the reversal finds. Where the money was taken
  // stays where it was, unless the correction says otherwise.
  const { accountVersion, facilityId } = requested;
  const posting = { ...requested, accountVersion: null, facilityId: facilityId ?? seen.facility_id };
  const correct = async (tx: Tx) => {
    const reversed = await recordReversal(tx, deps, caller, { transactionId, reversal, accountVersion });
    const posted = await recordPosting(tx, deps, caller, { accountId: seen.account_id, posting });
    const body: CorrectedTransaction = {
      reversal: transactionJson(postedNow(reversed)),
      transaction: transactionJson(postedNow(posted)),
    };
    return { status: 201, body, headers: { location: `/api/billing/transactions/${body.transaction.id}` } };
  };
  return commitOnce(deps, key, correct, seen.account_id);
}

type CorrectionRequest = { transactionId: string; correction: Correction; key: IdempotentRequest | undefined };

/** 400 unless it holds exactly one new posting. */
function partsOf({ charge, payment, adjustment, ...reversal }: Correction): {
  reversal: Reversal;
  request: PostingRequest;
} {
  const requests: PostingRequest[] = [
    ...(charge ? [{ type: "charge" as const, ...charge }] : []),
    ...(payment ? [{ type: "payment" as const, ...payment }] : []),
    ...(adjustment ? [{ type: "adjustment" as const, ...adjustment }] : []),
  ];
  const [request, other] = requests;
  if (!request || other) throw invalidField("/", "takes one of charge, payment and adjustment");
  return { reversal, request };
}
