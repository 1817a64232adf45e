import type { PasswordChange } from "@pms/contracts/auth";
import type { AuditContext } from "@pms/kit/audit/audit";
import { invalidField, ProblemError } from "@pms/kit/http/problem";
import { listFacilityNames } from "../facilities/store/facilities.ts";
import { endSessions } from "../sessions/end-sessions.ts";
import { countRefusal, throttledForMs, throttleOfUser, tooManyAttempts } from "../sign-in/log-in-throttle.ts";
import { clearFailures } from "../sign-in/store/log-in-failures.ts";
import { commit, type Parts, record } from "../users/commit.ts";
import { findUser, lockUser, updatePassword } from "../users/store/users.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import { requireGoodPassword } from "./password-policy.ts";
import { turnOfUser } from "./password-turn.ts";

/** Sets the caller's password; every other session of theirs ends. 400 when the present one is wrong or the new one weak. */
export async function changePassword(
  parts: Parts & { hasher: PasswordHasher },
  { currentPassword, newPassword }: PasswordChange,
  context: AuditContext,
): Promise<void> {
  const { id: userId, sessionId } = context.actor;
  const user = await findUser(parts.db, userId);
  if (!user) throw new ProblemError("unauthenticated");
  // Whoever got hold of a session may not guess the password through it any faster than at log-in.
  const throttle = throttleOfUser(userId);
  const turn = turnOfUser(user);
  await parts.hasher.inTurn(
    async (check) => {
      const waitMs = await throttledForMs(parts.db, throttle);
      if (waitMs > 0) throw tooManyAttempts(waitMs);
      if (await check(user.password_hash)) return;
      await countRefusal(parts.db, throttle);
      throw invalidField("/currentPassword", "is not right");
    },
    currentPassword,
    turn,
  );
  const owner = {
    email: user.email,
    firstName: user.first_name,
    lastName: user.last_name,
    roles: user.roles,
    organisation: await listFacilityNames(parts.db),
  };
  requireGoodPassword(newPassword, owner, "/newPassword");
  const passwordHash = await parts.hasher.hash(newPassword, turn);
  await commit(
    parts,
    async (tx, revoked) => {
      const now = await lockUser(tx, userId);
      if (now?.password_hash !== user.password_hash)
        throw new ProblemError("conflict", "The password was changed meanwhile.");
      await updatePassword(tx, userId, passwordHash);
      await clearFailures(tx, throttle.own);
      const ended = await endSessions(tx, revoked, "password-changed", { userId, except: sessionId });
      await record(tx, context, {
        action: "user.change-password",
        resourceType: "user",
        resourceId: userId,
        details: { sessionsEnded: String(ended) },
      });
    },
    userId,
  );
}
