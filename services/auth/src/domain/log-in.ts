import type { AuditContext } from "@pms/kit/audit";
import { ProblemError } from "@pms/kit/problem";
import { clearFailures } from "../store/log-in-failures.ts";
import type { UserRow } from "../store/tables.ts";
import { emailKeyOf, findUserByEmail, lockUser, scopeOfUser, updatePasswordHash } from "../store/users.ts";
import type { TokenIssuer } from "./access-token.ts";
import { type LogInRefusal, loggedIn, logInRefused } from "./auth-events.ts";
import { commit, type Parts, record } from "./commit.ts";
import { knownDevice } from "./known-device.ts";
import { countRefusal, type Throttle, throttledForMs, throttleOf, tooManyAttempts } from "./log-in-throttle.ts";
import { type IssuedPair, issuePair, type Origin, openSession } from "./open-session.ts";
import type { PasswordHasher } from "./password-hasher.ts";

export type LogInParts = Parts & { hasher: PasswordHasher; tokens: TokenIssuer; keySecret: string };
export type LogInAttempt = { email: string; password: string; inCookie: boolean; device: string | undefined };

/**
 * A session for the right e-mail and password. An unknown account, a wrong password and a disabled account get the same
 * 401 after the same work (PW-4); too many refusals get 429.
 */
export async function logIn(
  parts: LogInParts,
  attempt: LogInAttempt,
  origin: Origin,
  context: AuditContext,
): Promise<IssuedPair> {
  const account = emailKeyOf(attempt.email);
  const user = await findUserByEmail(parts.db, account);
  const device = user && knownDevice(parts.keySecret, attempt.device, user.id);
  const throttle = throttleOf({ account, source: origin.address, device });
  await refuseWhenThrottled(parts, throttle, user, context);
  await parts.hasher.inTurn(async (check) => {
    // Once more when it is our turn: those who waited with us may all have been wrong.
    await refuseWhenThrottled(parts, throttle, user, context);
    const matches = await check(user?.password_hash ?? null);
    if (matches && user?.status === "active") return;
    await countRefusal(parts.db, throttle);
    await recordRefusal(parts, user, matches ? "disabled" : "wrong-credentials", context);
    throw wrongCredentials();
  }, attempt.password);
  if (!user) throw wrongCredentials();
  const renewed = await renewedHash(parts.hasher, user, attempt.password);
  return commit(parts, async (tx) => {
    const now = await lockUser(tx, user.id);
    if (now?.status !== "active" || now.password_hash !== user.password_hash) throw wrongCredentials();
    if (renewed) await updatePasswordHash(tx, user.id, renewed);
    await clearFailures(tx, throttle.own);
    const session = await openSession(tx, user.id, { ...origin, inCookie: attempt.inCookie });
    const actor = { id: user.id, sessionId: session.sessionId, facilities: scopeOfUser(now) };
    const facts = { action: "session.log-in", resourceType: "session", resourceId: session.sessionId };
    await record(tx, { ...context, actor }, facts, loggedIn(user.id, session.sessionId));
    return issuePair(tx, parts.tokens, { ...session, user: now, inCookie: attempt.inCookie });
  });
}

/** A hash with the parameters of today, when the user's has older ones (PW-1). */
async function renewedHash(hasher: PasswordHasher, user: UserRow, password: string): Promise<string | undefined> {
  return user.password_hash !== null && hasher.isOutdated(user.password_hash) ? hasher.hash(password) : undefined;
}

async function refuseWhenThrottled(
  parts: LogInParts,
  throttle: Throttle,
  user: UserRow | undefined,
  context: AuditContext,
): Promise<void> {
  const waitMs = await throttledForMs(parts.db, throttle);
  if (waitMs <= 0) return;
  await recordRefusal(parts, user, "throttled", context);
  throw tooManyAttempts(waitMs);
}

async function recordRefusal(
  parts: Parts,
  user: UserRow | undefined,
  reason: LogInRefusal,
  context: AuditContext,
): Promise<void> {
  // Whoever answers for the user is to hear of it, though nobody has been recognised.
  const actor = { ...context.actor, ...(user && { facilities: scopeOfUser(user) }) };
  await commit(parts, (tx) =>
    record(
      tx,
      { ...context, actor },
      {
        action: "session.log-in",
        resourceType: "user",
        resourceId: user?.id ?? "",
        outcome: "refused",
        details: { reason },
      },
      logInRefused(user?.id, reason),
    ),
  );
}

function wrongCredentials(): ProblemError {
  return new ProblemError("unauthenticated", "The e-mail or the password is not right.");
}
