import { type AuditContext, type AuditFacts, auditMessage } from "@pms/kit/audit/audit";
import { commit as commitAct } from "@pms/kit/events/commit";
import { enqueueEvents, type OutboxEvent } from "@pms/kit/events/outbox";
import type { Deps } from "../deps.ts";
import type { RevokedSession, Tx } from "../store/tables.ts";

/** What an operation that changes something needs: the database, and whom to tell afterwards. */
export type CommitDeps = Pick<Deps, "database" | "db" | "relay" | "feed">;

/**
 * One transaction; sessions that the work adds to `revoked` are dead for every verifier when this
 * resolves.
 * @param aggregate the id of what the work locks, if it is one thing
 */
export async function commit<Result>(
  { database, relay, feed }: CommitDeps,
  work: (tx: Tx, revoked: RevokedSession[]) => Promise<Result>,
  aggregate?: string,
): Promise<Result> {
  let revoked: RevokedSession[] = [];
  const begin = (tx: Tx) => {
    revoked = [];
    return work(tx, revoked);
  };
  const result = await commitAct({ database, relay }, begin, aggregate);
  await feed.announce(revoked);
  return result;
}

/**
 * The audit event of an act, and the events that tell others of it, in the transaction of the act.
 */
export function record(tx: Tx, context: AuditContext, facts: AuditFacts, ...events: OutboxEvent[]): Promise<void> {
  return enqueueEvents(tx, [auditMessage("auth", context, facts), ...events]);
}
