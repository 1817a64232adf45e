import type { InvitationAccept, User } from "@pms/contracts/auth";
import type { AuditContext } from "@pms/kit/audit";
import { invalidField } from "@pms/kit/problem";
import { takeInvitation } from "../store/invitations.ts";
import { lockUser, updateUser, userOf } from "../store/users.ts";
import { userUpdated } from "./auth-events.ts";
import { commit, type Parts, record } from "./commit.ts";
import { tokenHash } from "./opaque-token.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import { requireGoodPassword } from "./password-policy.ts";

/** The invited user sets a password and may sign in. 400 when the token is unknown, expired or used, or the password weak. */
export async function acceptInvitation(
  parts: Parts & { hasher: PasswordHasher },
  { token, password }: InvitationAccept,
  context: AuditContext,
): Promise<User> {
  const hash = tokenHash("invitation", token);
  if (!hash) throw notUsable();
  // Before the transaction, which must not wait for its turn at the hasher.
  const passwordHash = await parts.hasher.hashForNewcomer(password);
  return commit(parts, async (tx) => {
    const userId = await takeInvitation(tx, hash);
    const invited = userId === undefined ? undefined : await lockUser(tx, userId);
    if (invited?.status !== "invited") throw notUsable();
    requireGoodPassword(password, {
      email: invited.email,
      firstName: invited.first_name,
      lastName: invited.last_name,
      roles: invited.roles,
    });
    const user = await updateUser(tx, invited.id, { status: "active", password_hash: passwordHash });
    const facts = { action: "user.accept-invitation", resourceType: "user", resourceId: user.id };
    await record(tx, { ...context, actor: { id: user.id, sessionId: "" } }, facts, userUpdated(user));
    return userOf(user);
  });
}

function notUsable() {
  return invalidField("/token", "is unknown, expired or was used; ask for a new invitation");
}
