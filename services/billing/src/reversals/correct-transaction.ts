import type { Correction, Reversal } from "@pms/contracts/billing/postings";
import type { CorrectedTransaction } from "@pms/contracts/billing/transactions";
import type { Caller } from "@pms/kit/audit/caller";
import type { IdempotentRequest } from "@pms/kit/http/idempotency";
import { invalidField, notFound, ProblemError } from "@pms/kit/problem/problem";
import { lockAccount } from "../accounts/store/accounts.ts";
import type { Deps } from "../deps.ts";
import { entriesOf } from "../ledger/ledger-entries.ts";
import { type PostingRequest, postingOf } from "../postings/posting-of.ts";
import { recordPosting } from "../postings/record-posting.ts";
import { requireKnownFacility } from "../postings/require-known-facility.ts";
import { commitOnce, type KeptAnswer } from "../store/commit.ts";
import { findTransaction } from "../transactions/store/transactions.ts";
import { transactionJson } from "../transactions/transaction-json.ts";
import { recordReversal } from "./reverse-transaction.ts";

/**
 * Reverses a transaction and posts what it should have been, in one database transaction: money is
 * never between the two. Refuses as either would; 422 for what is of another type.
 */
export async function correctTransaction(
  deps: Pick<Deps, "database" | "facilities" | "wakeRelay">,
  caller: Caller,
  input: { transactionId: string; correction: Correction; key: IdempotentRequest | undefined },
): Promise<KeptAnswer> {
  const { transactionId, correction, key } = input;
  const { reversal, request } = partsOf(correction);
  const seen = await findTransaction(deps.database.db, transactionId, caller.actor);
  if (!seen) throw notFound();
  if (seen.type !== request.type)
    throw new ProblemError("rule-violated", "What is posted instead is of the type of what is corrected.");
  await requireKnownFacility(deps.facilities, caller.actor, "facilityId" in request ? request.facilityId : undefined);
  const posting = withFacility(postingOf(request), seen.facility_id);
  return commitOnce(
    deps,
    key,
    async (tx) => {
      const reversed = await recordReversal(tx, caller, { transactionId, reversal });
      const account = await lockAccount(tx, seen.account_id, caller.actor);
      const posted = await recordPosting(tx, caller, { account, posting, entries: entriesOf(posting) });
      const body: CorrectedTransaction = {
        reversal: transactionJson(reversed),
        transaction: transactionJson(posted),
      };
      return { status: 201, body, headers: { location: `/api/billing/transactions/${posted.id}` } };
    },
    seen.account_id,
  );
}

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

/** Where the money was taken stays where it was, unless the correction says otherwise. */
function withFacility(posting: ReturnType<typeof postingOf>, facilityId: string): ReturnType<typeof postingOf> {
  return { ...posting, facilityId: posting.facilityId ?? facilityId };
}
