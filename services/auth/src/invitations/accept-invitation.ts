import type { InvitationAccept } from "@pms/contracts/auth/invitations";
import type { User } from "@pms/contracts/auth/users";
import type { Caller } from "@pms/kit/audit/caller";
import { invalidField, type ProblemError } from "@pms/kit/problem/problem";
import { userUpdated } from "../acts/auth-events.ts";
import { type CommitDeps, commit, record } from "../acts/commit.ts";
import type { Deps } from "../deps.ts";
import { listFacilityNames } from "../facilities/store/facilities.ts";
import { passwordOwnerOf, requireGoodPassword } from "../factors/password-policy.ts";
import { turnOfUser } from "../factors/password-turn.ts";
import { endSessions } from "../sessions/end-sessions.ts";
import { tokenHash } from "../tokens/opaque-token.ts";
import { lockUser, updateUser, userOf } from "../users/store/users.ts";
import { findInvitedUser, takeInvitation } from "./store/invitations.ts";

/**
 * The invited user sets a password and may sign in; 400 for a token that does not count or a weak
 * password. Sessions of who had signed up before end: nobody has shown that the e-mail was theirs
 * (PW-5).
 */
export async function acceptInvitation(
  deps: CommitDeps & Pick<Deps, "hasher" | "now">,
  caller: Caller,
  { token, password }: InvitationAccept,
): Promise<User> {
  const hash = tokenHash("invitation", token);
  if (!hash) throw notUsable();
  // A made-up token costs no hashing: nobody fills a queue with them (REL-8).
  const open = await findInvitedUser(deps.db, hash);
  if (!open) throw notUsable();
  const organisation = await listFacilityNames(deps.db);
  // Before the transaction, which must not wait for its turn at the hasher.
  const passwordHash = await deps.hasher.hash(password, turnOfUser(open));
  return commit(deps, async (tx, revoked) => {
    const taken = await takeInvitation(tx, hash);
    const before = taken && (await lockUser(tx, taken.user_id));
    if (!before || (before.status !== "invited" && !taken.grants)) throw notUsable();
    requireGoodPassword(password, passwordOwnerOf({ ...before, ...taken.grants }, organisation));
    const user = await updateUser(tx, before.id, {
      ...taken.grants,
      status: "active",
      password_hash: passwordHash,
      devices_known_since: deps.now(),
    });
    await endSessions(tx, revoked, "roles-changed", { userId: user.id });
    const facts = { action: "user.accept-invitation", resourceType: "user", resourceId: user.id };
    await record(tx, { ...caller.audit, actor: { id: user.id, sessionId: "" } }, facts, userUpdated(user));
    return userOf(user);
  });
}

function notUsable(): ProblemError {
  return invalidField("/token", "is unknown, expired or was used; ask for a new invitation");
}
