import type { SessionsEnded } from "@pms/contracts/auth";
import type { AuditContext } from "@pms/kit/audit/audit";
import { enqueueEvents } from "@pms/kit/events/outbox";
import { notFound } from "@pms/kit/http/problem";
import { type Administrator, administers } from "../users/administered.ts";
import { sessionRevoked } from "../users/auth-events.ts";
import { commit, type Parts, record } from "../users/commit.ts";
import { findUser, userOf } from "../users/store/users.ts";
import { endSessions } from "./end-sessions.ts";
import { revokeSessionsWithin } from "./store/sessions.ts";

/**
 * Ends all sessions of a user: dead at every verifier within a second (TOK-5). The administrator's own session that asks goes on
 * where it is one of them. 404 out of the administrator's reach.
 */
export async function endSessionsOfUser(
  parts: Parts,
  userId: string,
  administrator: Administrator,
  context: AuditContext,
): Promise<SessionsEnded> {
  return commit(parts, async (tx, revoked) => {
    const user = await findUser(tx, userId);
    if (!user || !administers(administrator, userOf(user).facilities)) throw notFound();
    const { id, sessionId } = context.actor;
    const isOwn = userId === id;
    const ended = await endSessions(tx, revoked, "revoked", { userId, ...(isOwn && { except: sessionId }) });
    await record(tx, context, {
      action: "user.end-sessions",
      resourceType: "user",
      resourceId: userId,
      details: { sessions: String(ended) },
    });
    return { sessionsEnded: ended, ownSessionKept: isOwn };
  });
}

/** The same for everyone within the administrator's reach, the administrator's other sessions included (TOK-5). */
export async function endSessionsOfEveryone(
  parts: Parts,
  administrator: Administrator,
  context: AuditContext,
): Promise<SessionsEnded> {
  return commit(parts, async (tx, revoked) => {
    const ended = await revokeSessionsWithin(tx, administrator.facilities, context.actor.sessionId);
    await enqueueEvents(
      tx,
      ended.map((session) => sessionRevoked(session, "revoked")),
    );
    revoked.push(...ended);
    await record(tx, context, {
      action: "user.end-all-sessions",
      resourceType: "user",
      details: { sessions: String(ended.length) },
    });
    return { sessionsEnded: ended.length, ownSessionKept: true };
  });
}
