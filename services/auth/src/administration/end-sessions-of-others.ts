import type { SessionsEnded } from "@pms/contracts/auth/sessions";
import type { Caller } from "@pms/kit/audit/caller";
import { enqueueEvents } from "@pms/kit/events/outbox";
import { notFound } from "@pms/kit/problem/problem";
import { sessionRevoked } from "../acts/auth-events.ts";
import { type CommitDeps, commit, record } from "../acts/commit.ts";
import { endSessions } from "../sessions/end-sessions.ts";
import { revokeSessionsWithin } from "../sessions/store/sessions.ts";
import { administers } from "../users/administrator.ts";
import { findUser, userOf } from "../users/store/users.ts";

/**
 * Ends all sessions of a user: dead at every verifier within a second (TOK-5). The administrator's
 * own session that asks goes on where it is one of them. 404 out of the administrator's reach.
 */
export async function endSessionsOfUser(
  deps: CommitDeps,
  caller: Caller,
  { userId }: { userId: string },
): Promise<SessionsEnded> {
  return commit(deps, async (tx, revoked) => {
    const user = await findUser(tx, userId);
    if (!user || !administers(caller.actor, userOf(user).facilities)) throw notFound();
    const { id, sessionId } = caller.actor;
    const isOwn = userId === id;
    const ended = await endSessions(tx, revoked, "revoked", { userId, ...(isOwn && { except: sessionId }) });
    const facts = { action: "user.end-sessions", resourceType: "user", resourceId: userId };
    await record(tx, caller.audit, { ...facts, details: { sessions: String(ended) } });
    return { sessionsEnded: ended, ownSessionKept: isOwn };
  });
}

/**
 * The same for everyone within the administrator's reach, the administrator's other sessions
 * included (TOK-5).
 */
export async function endSessionsOfEveryone(deps: CommitDeps, { actor, audit }: Caller): Promise<SessionsEnded> {
  return commit(deps, async (tx, revoked) => {
    const ended = await revokeSessionsWithin(tx, actor.facilities, actor.sessionId);
    await enqueueEvents(
      tx,
      ended.map((session) => sessionRevoked(session, "revoked")),
    );
    revoked.push(...ended);
    const facts = { action: "user.end-all-sessions", resourceType: "user" };
    await record(tx, audit, { ...facts, details: { sessions: String(ended.length) } });
    return { sessionsEnded: ended.length, ownSessionKept: true };
  });
}
