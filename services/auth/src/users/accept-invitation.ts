import type { InvitationAccept, User } from "@pms/contracts/auth";
import type { AuditContext } from "@pms/kit/audit/audit";
import { invalidField } from "@pms/kit/http/problem";
import { listFacilityNames } from "../facilities/store/facilities.ts";
import type { PasswordHasher } from "../factors/password-hasher.ts";
import { requireGoodPassword } from "../factors/password-policy.ts";
import { turnOfUser } from "../factors/password-turn.ts";
import { endSessions } from "../sessions/end-sessions.ts";
import { tokenHash } from "../tokens/opaque-token.ts";
import { userUpdated } from "./auth-events.ts";
import { commit, type Parts, record } from "./commit.ts";
import { findInvitedUser, takeInvitation } from "./store/invitations.ts";
import { lockUser, updateUser, userOf } from "./store/users.ts";

/**
 * The invited user sets a password and may sign in. Who had an account before gets what the invitation gives, and all of its
 * sessions end: nobody has shown that the e-mail was theirs (PW-5). 400 when the token is unknown, expired or used, or the
 * password weak.
 */
export async function acceptInvitation(
  parts: Parts & { hasher: PasswordHasher },
  { token, password }: InvitationAccept,
  context: AuditContext,
): Promise<User> {
  const hash = tokenHash("invitation", token);
  if (!hash) throw notUsable();
  // A made-up token costs no hashing: nobody fills a queue with them (REL-8).
  const open = await findInvitedUser(parts.db, hash);
  if (!open) throw notUsable();
  const organisation = await listFacilityNames(parts.db);
  // Before the transaction, which must not wait for its turn at the hasher.
  const passwordHash = await parts.hasher.hash(password, turnOfUser(open));
  return commit(parts, async (tx, revoked) => {
    const taken = await takeInvitation(tx, hash);
    const before = taken && (await lockUser(tx, taken.user_id));
    if (!before || (before.status !== "invited" && !taken.grants)) throw notUsable();
    const invited = { ...before, ...taken.grants };
    requireGoodPassword(password, {
      email: invited.email,
      firstName: invited.first_name,
      lastName: invited.last_name,
      roles: invited.roles,
      organisation,
    });
    const user = await updateUser(tx, before.id, {
      ...taken.grants,
      status: "active",
      password_hash: passwordHash,
      devices_known_since: new Date(),
    });
    await endSessions(tx, revoked, "roles-changed", { userId: user.id });
    const facts = { action: "user.accept-invitation", resourceType: "user", resourceId: user.id };
    await record(tx, { ...context, actor: { id: user.id, sessionId: "" } }, facts, userUpdated(user));
    return userOf(user);
  });
}

function notUsable() {
  return invalidField("/token", "is unknown, expired or was used; ask for a new invitation");
}
