import type { PasswordChange } from "@pms/contracts/auth/sign-in";
import type { Caller } from "@pms/kit/audit/caller";
import { invalidField, ProblemError } from "@pms/kit/problem/problem";
import { type CommitDeps, commit, record } from "../acts/commit.ts";
import type { Deps } from "../deps.ts";
import { listFacilityNames } from "../facilities/store/facilities.ts";
import { endSessions } from "../sessions/end-sessions.ts";
import { getOwnUser } from "../users/own-user.ts";
import { lockUser, updatePassword } from "../users/store/users.ts";
import { countRefusal, throttledForMs, throttleOfUser, tooManyAttempts } from "./log-in-throttle.ts";
import { passwordOwnerOf, requireGoodPassword } from "./password-policy.ts";
import { turnOfUser } from "./password-turn.ts";
import { clearFailures } from "./store/log-in-failures.ts";

/**
 * Sets the caller's password and ends their other sessions. 400 when the present one is wrong or
 * the new one weak.
 */
export async function changePassword(
  deps: CommitDeps & Pick<Deps, "hasher" | "now">,
  caller: Caller,
  { currentPassword, newPassword }: PasswordChange,
): Promise<void> {
  const { id: userId, sessionId } = caller.actor;
  const user = await getOwnUser(deps, caller);
  // Whoever got hold of a session may not guess the password through it any faster than at log-in.
  const throttle = throttleOfUser(userId);
  const turn = turnOfUser(user);
  await deps.hasher.inTurn(
    async (check) => {
      const waitMs = await throttledForMs(deps.db, throttle);
      if (waitMs > 0) throw tooManyAttempts(waitMs);
      if (await check(user.password_hash)) return;
      await countRefusal(deps.db, throttle);
      throw invalidField("/currentPassword", "is not right");
    },
    currentPassword,
    turn,
  );
  requireGoodPassword(newPassword, passwordOwnerOf(user, await listFacilityNames(deps.db)), "/newPassword");
  const passwordHash = await deps.hasher.hash(newPassword, turn);
  await commit(
    deps,
    async (tx, revoked) => {
      const now = await lockUser(tx, userId);
      if (now?.password_hash !== user.password_hash)
        throw new ProblemError("conflict", "The password was changed meanwhile.");
      await updatePassword(tx, userId, passwordHash, deps.now());
      await clearFailures(tx, throttle.own);
      const ended = await endSessions(tx, revoked, "password-changed", { userId, except: sessionId });
      const facts = { action: "user.change-password", resourceType: "user", resourceId: userId };
      await record(tx, caller.audit, { ...facts, details: { sessionsEnded: String(ended) } });
    },
    userId,
  );
}
