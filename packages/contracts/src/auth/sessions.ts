/** Sessions of a user. */
import { type Static, Type } from "typebox";
import { Id, Instant } from "../http/common.ts";

export const Session = Type.Object({
  id: Id,
  current: Type.Boolean(),
  createdAt: Instant,
  lastSeenAt: Instant,
  userAgent: Type.String(),
  address: Type.String(),
});
export type Session = Static<typeof Session>;
export const SessionList = Type.Object({ data: Type.Array(Session) });

/**
 * What an administrator ended. The session that asks goes on, where it is one of those that were to
 * end.
 */
export const SessionsEnded = Type.Object({ sessionsEnded: Type.Integer(), ownSessionKept: Type.Boolean() });
export type SessionsEnded = Static<typeof SessionsEnded>;
