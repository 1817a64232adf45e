/** The only place where a transaction for a caller is opened, and the relay woken after it. */
import { inTransaction } from "@pms/kit/db/database";
import { type Answer, type IdempotentRequest, onceByKey } from "@pms/kit/http/idempotency";
import type { Deps } from "../deps.ts";
import type { Tx } from "./tables.ts";

type Committing = Pick<Deps, "database" | "wakeRelay">;
/** `replayed`: whether it was given before, under the same Idempotency-Key. */
export type KeptAnswer = Answer & { replayed: boolean };

/** @param accountId of the one account that is locked: who waits for it takes no one else's room */
export async function commit<Result>(
  { database, wakeRelay }: Committing,
  work: (tx: Tx) => Promise<Result>,
  accountId?: string,
): Promise<Result> {
  const result = await inTransaction(database, work, accountId);
  wakeRelay();
  return result;
}

/**
 * The same for work whose answer is kept under an Idempotency-Key; a replayed answer wakes nobody.
 */
export async function commitOnce(
  { database, wakeRelay }: Committing,
  key: IdempotentRequest | undefined,
  work: (tx: Tx) => Promise<Answer>,
  accountId?: string,
): Promise<KeptAnswer> {
  const answer = await inTransaction(database, (tx) => onceByKey(tx, key, () => work(tx)), accountId);
  if (!answer.replayed) wakeRelay();
  return answer;
}
