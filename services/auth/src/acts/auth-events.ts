/** What auth tells the others, on the topic auth.events. */
import { eventCodecs, topics } from "@pms/contracts/events/events";
import type { OutboxEvent } from "@pms/kit/events/outbox";
import type { RevocationReason, RevokedSession, UserRow } from "../store/tables.ts";

export function userCreated(user: UserRow): OutboxEvent {
  const payload = eventCodecs.UserCreated.encode({ userId: user.id, roles: user.roles }).finish();
  return { topic: topics.auth, key: user.id, type: "UserCreated", payload };
}

export function userUpdated(user: UserRow): OutboxEvent {
  const disabled = user.status === "disabled";
  const payload = eventCodecs.UserUpdated.encode({ userId: user.id, roles: user.roles, disabled }).finish();
  return { topic: topics.auth, key: user.id, type: "UserUpdated", payload };
}

export function loggedIn(userId: string, sessionId: string): OutboxEvent {
  const payload = eventCodecs.LoggedIn.encode({ userId, sessionId }).finish();
  return { topic: topics.auth, key: userId, type: "LoggedIn", payload };
}

export type LogInRefusal = "wrong-credentials" | "disabled" | "throttled";

/** @param userId undefined when there is no such user, or there are several */
export function logInRefused(userId: string | undefined, reason: LogInRefusal, count: number): OutboxEvent {
  const payload = eventCodecs.LogInRefused.encode({ userId: userId ?? "", reason, count }).finish();
  return { topic: topics.auth, key: userId ?? "unknown", type: "LogInRefused", payload };
}

export function sessionRevoked({ id, user_id }: RevokedSession, reason: RevocationReason): OutboxEvent {
  const payload = eventCodecs.SessionRevoked.encode({ userId: user_id, sessionId: id, reason }).finish();
  return { topic: topics.auth, key: user_id, type: "SessionRevoked", payload };
}
