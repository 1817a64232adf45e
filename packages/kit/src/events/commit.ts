/**
 * How an act becomes a fact: the only place where a transaction is opened and the relay is woken.
 */
import type { Transaction } from "kysely";
import { type Database, inTransaction } from "../db/database.ts";
import { type Answer, type IdempotencyTables, type IdempotentRequest, onceByKey } from "../http/idempotency.ts";
import type { Relay } from "./relay.ts";

export type CommitDeps<Schema> = {
  database: Pick<Database<Schema>, "db">;
  /** Absent where the work enqueues nothing. */
  relay?: Pick<Relay, "wake">;
};
/** `replayed`: whether it was given before, under the same Idempotency-Key. */
export type KeptAnswer = Answer & { replayed: boolean };

/**
 * Runs the work in one transaction and publishes what it enqueued. The work may run more than once
 * (a deadlock is tried again), so it has no effect outside of `tx`.
 * @param aggregate the id of the one thing that the work locks: who waits for it takes no one
 * else's room
 */
export async function commit<Schema, Result>(
  { database, relay }: CommitDeps<Schema>,
  work: (tx: Transaction<Schema>) => Promise<Result>,
  aggregate?: string,
): Promise<Result> {
  const result = await inTransaction(database, work, aggregate);
  relay?.wake();
  return result;
}

/**
 * The same for an answer that is kept under an Idempotency-Key; a replayed one wakes nobody
 * (REL-4).
 */
export async function commitOnce<Schema extends IdempotencyTables>(
  { database, relay }: CommitDeps<Schema>,
  key: IdempotentRequest | undefined,
  work: (tx: Transaction<Schema>) => Promise<Answer>,
  aggregate?: string,
): Promise<KeptAnswer> {
  const answer = await inTransaction(database, (tx) => onceByKey(tx, key, () => work(tx)), aggregate);
  if (!answer.replayed) relay?.wake();
  return answer;
}
