import { inTransaction } from "@pms/kit/db";
import { onceByKey, readIdempotencyKey, sendAnswer } from "@pms/kit/idempotency";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Transaction } from "kysely";
import type { Deps } from "../deps.ts";
import type { Caller } from "../domain/caller.ts";
import type { DB } from "../store/gen/tables.ts";
import type { KnownTransaction } from "../store/transactions.ts";
import { callerOf } from "./caller-of.ts";
import { transactionJson } from "./transaction-json.ts";

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
