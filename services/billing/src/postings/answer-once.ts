import type { IdempotentRequest } from "@pms/kit/http/idempotency";
import type { Deps } from "../deps.ts";
import { commitOnce, type KeptAnswer } from "../store/commit.ts";
import type { Tx } from "../store/tables.ts";
import type { KnownTransaction } from "../transactions/store/transactions.ts";
import { transactionJson } from "../transactions/transaction-json.ts";

/**
 * Posts in the transaction that also keeps the answer for the Idempotency-Key, which is required
 * for money (REL-4).
 */
export function answerOnce(
  deps: Pick<Deps, "database" | "wakeRelay">,
  { key, accountId }: { key: IdempotentRequest | undefined; accountId: string },
  post: (tx: Tx) => Promise<KnownTransaction>,
): Promise<KeptAnswer> {
  const work = async (tx: Tx) => {
    const body = transactionJson(await post(tx));
    return { status: 201, body, headers: { location: `/api/billing/transactions/${body.id}` } };
  };
  return commitOnce(deps, key, work, accountId);
}
