import type { AuditContext } from "@pms/kit/audit/audit";
import { enqueueEvents } from "@pms/kit/events/outbox";
import { notFound } from "@pms/kit/http/problem";
import type { RevocationReason, Tx } from "../store/tables.ts";
import { sessionRevoked } from "../users/auth-events.ts";
import { commit, type Parts, record } from "../users/commit.ts";
import {
  listSessionsBeyond,
  type RevokedSession,
  revokeSessions,
  type SessionCap,
  type SessionLimits,
} from "./store/sessions.ts";

/** Ends one session, or all of a user but one, in the caller's transaction; adds them to `revoked` for `commit` to tell. */
export async function endSessions(
  tx: Tx,
  revoked: RevokedSession[],
  reason: RevocationReason,
  which: { userId: string; sessionId?: string; except?: string },
): Promise<number> {
  const ended = await revokeSessions(tx, reason, (session) =>
    session.and([
      session("user_id", "=", which.userId),
      ...(which.sessionId === undefined ? [] : [session("id", "=", which.sessionId)]),
      ...(which.except === undefined ? [] : [session("id", "!=", which.except)]),
    ]),
  );
  await enqueueEvents(
    tx,
    ended.map((session) => sessionRevoked(session, reason)),
  );
  revoked.push(...ended);
  return ended.length;
}

/** Makes room for one more session of the user, who is locked: of too many the one ends that was not used for longest. */
export async function endSessionsBeyond(
  tx: Tx,
  revoked: RevokedSession[],
  userId: string,
  limits: SessionLimits & SessionCap,
): Promise<void> {
  const surplus = await listSessionsBeyond(tx, userId, limits, limits.sessionsMax - 1);
  for (const sessionId of surplus) await endSessions(tx, revoked, "too-many", { userId, sessionId });
}

/** Signs the caller out: their access token is dead when this resolves (TOK-3). */
export async function logOut(parts: Parts, context: AuditContext): Promise<void> {
  const { id: userId, sessionId } = context.actor;
  await commit(
    parts,
    async (tx, revoked) => {
      await endSessions(tx, revoked, "logged-out", { userId, sessionId });
      await record(tx, context, { action: "session.log-out", resourceType: "session", resourceId: sessionId });
    },
    userId,
  );
}

/** Ends one of the caller's own sessions. 404 for any other. */
export async function endOwnSession(parts: Parts, context: AuditContext, sessionId: string): Promise<void> {
  await commit(
    parts,
    async (tx, revoked) => {
      const ended = await endSessions(tx, revoked, "revoked", { userId: context.actor.id, sessionId });
      if (ended === 0) throw notFound();
      await record(tx, context, { action: "session.revoke", resourceType: "session", resourceId: sessionId });
    },
    context.actor.id,
  );
}

/** Ends all of the caller's sessions but the one that asks. */
export async function endOtherSessions(parts: Parts, context: AuditContext): Promise<void> {
  const { id: userId, sessionId } = context.actor;
  await commit(
    parts,
    async (tx, revoked) => {
      const ended = await endSessions(tx, revoked, "revoked", { userId, except: sessionId });
      await record(tx, context, {
        action: "session.revoke-others",
        resourceType: "session",
        details: { sessions: String(ended) },
      });
    },
    userId,
  );
}
