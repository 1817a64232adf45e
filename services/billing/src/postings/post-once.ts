import type { Caller } from "@pms/kit/audit/caller";
import { callerOf } from "@pms/kit/audit/caller";
import { inTransaction } from "@pms/kit/db/database";
import { onceByKey, readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Transaction } from "kysely";
import type { Deps } from "../deps.ts";
import type { KnownTransaction } from "../ledger/store/transactions.ts";
import { transactionJson } from "../ledger/transaction-json.ts";
import type { DB } from "../store/gen/tables.ts";

export type Effect = (tx: Transaction<DB>, caller: Caller) => Promise<KnownTransaction>;

/** Posts in the transaction that also keeps the answer for the Idempotency-Key, which is required for money (REL-4). */
export async function postOnce(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  { effect, accountId }: { effect: Effect; accountId: string },
): Promise<FastifyReply> {
  const key = readIdempotencyKey(request);
  const caller = callerOf(request);
  const post = (tx: Transaction<DB>) =>
    onceByKey(tx, key, async () => {
      const transaction = transactionJson(await effect(tx, caller));
      const location = `/api/billing/transactions/${transaction.id}`;
      return { status: 201, body: transaction, headers: { location } };
    });
  const answer = await inTransaction(deps.database, post, accountId);
  if (!answer.replayed) deps.wakeRelay();
  return sendAnswer(reply, answer);
}
