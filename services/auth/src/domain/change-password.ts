import type { PasswordChange } from "@pms/contracts/auth";
import type { AuditContext } from "@pms/kit/audit";
import { invalidField, ProblemError } from "@pms/kit/problem";
import { clearFailures } from "../store/log-in-failures.ts";
import { findUser, lockUser, updatePasswordHash } from "../store/users.ts";
import { commit, type Parts, record } from "./commit.ts";
import { endSessions } from "./end-sessions.ts";
import { countRefusal, throttledForMs, throttleOf, tooManyAttempts } from "./log-in-throttle.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import { requireGoodPassword } from "./password-policy.ts";

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
  const throttle = throttleOf({ account: user.email_key, source: context.sourceAddress, device: undefined });
  await parts.hasher.inTurn(async (check) => {
    const waitMs = await throttledForMs(parts.db, throttle);
    if (waitMs > 0) throw tooManyAttempts(waitMs);
    if (await check(user.password_hash)) return;
    await countRefusal(parts.db, throttle);
    throw invalidField("/currentPassword", "is not right");
  }, currentPassword);
  const owner = { email: user.email, firstName: user.first_name, lastName: user.last_name, roles: user.roles };
  requireGoodPassword(newPassword, owner, "/newPassword");
  const passwordHash = await parts.hasher.hash(newPassword);
  await commit(
    parts,
    async (tx, revoked) => {
      const now = await lockUser(tx, userId);
      if (now?.password_hash !== user.password_hash)
        throw new ProblemError("conflict", "The password was changed meanwhile.");
      await updatePasswordHash(tx, userId, passwordHash);
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
