import { enqueueEvents } from "@pms/kit/events/outbox";
import { sessionRevoked } from "../acts/auth-events.ts";
import type { RevocationReason, RevokedSession, Tx } from "../store/tables.ts";
import { listSessionsBeyond, revokeSessions, type SessionCap, type SessionLimits } from "./store/sessions.ts";

/**
 * Ends one session, or all of a user but one, and adds them to `revoked`, of which `commit` tells
 * verifiers.
 */
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

/**
 * Makes room for one more session of the user, who is locked: of too many the one ends that was not
 * used for longest.
 */
export async function endSessionsBeyond(
  tx: Tx,
  revoked: RevokedSession[],
  userId: string,
  limits: SessionLimits & SessionCap,
): Promise<void> {
  const surplus = await listSessionsBeyond(tx, userId, limits, limits.sessionsMax - 1);
  for (const sessionId of surplus) await endSessions(tx, revoked, "too-many", { userId, sessionId });
}
