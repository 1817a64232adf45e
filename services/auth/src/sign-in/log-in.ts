import type { AuditContext } from "@pms/kit/audit/audit";
import { ProblemError } from "@pms/kit/http/problem";
import type { PasswordHasher, Turn } from "../factors/password-hasher.ts";
import { turnOfStranger, turnOfUser } from "../factors/password-turn.ts";
import { endSessionsBeyond } from "../sessions/end-sessions.ts";
import { type IssuedPair, issuePair, type Origin, openSession } from "../sessions/open-session.ts";
import type { SessionCap, SessionLimits } from "../sessions/store/sessions.ts";
import type { UserRow } from "../store/tables.ts";
import type { TokenIssuer } from "../tokens/access-token.ts";
import { type LogInRefusal, loggedIn } from "../users/auth-events.ts";
import { commit, type Parts, record } from "../users/commit.ts";
import { emailKeyOf, findUserByEmail, lockUser, scopeOfUser, updatePasswordHash } from "../users/store/users.ts";
import { knownDevice } from "./known-device.ts";
import { countRefusal, type Throttle, throttledForMs, throttleOf, tooManyAttempts } from "./log-in-throttle.ts";
import type { RefusalCounter } from "./refused-log-ins.ts";
import { clearFailures } from "./store/log-in-failures.ts";

export type LogInParts = Parts & {
  hasher: PasswordHasher;
  tokens: TokenIssuer;
  keySecret: string;
  refusals: Pick<RefusalCounter, "note">;
  limits: SessionLimits & SessionCap;
};
export type LogInAttempt = { email: string; password: string; inCookie: boolean; device: string | undefined };

/** No user has this id. */
const nobody = { id: "00000000-0000-0000-0000-000000000000", devices_known_since: null };

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
  // Looked at for an account that does not exist too, which takes as long (PW-4).
  const device = knownDevice(parts.keySecret, attempt.device, user ?? nobody);
  const throttle = throttleOf({ account, source: origin.address, device });
  const turn = user && device !== undefined ? turnOfUser(user) : turnOfStranger("strangers", origin.address);
  // Whoever answers for the user is to hear of it, though nobody has been recognised.
  const actor = { ...context.actor, ...(user && { facilities: scopeOfUser(user) }) };
  const refused = { account, userId: user?.id, context: { ...context, actor } };
  const noteRefusal = (reason: LogInRefusal) => parts.refusals.note({ ...refused, reason });
  await refuseWhenThrottled(parts, throttle, noteRefusal);
  await parts.hasher.inTurn(
    async (check) => {
      // Once more when it is our turn: those who waited with us may all have been wrong.
      await refuseWhenThrottled(parts, throttle, noteRefusal);
      const matches = await check(user?.password_hash ?? null);
      if (matches && user?.status === "active") return;
      await countRefusal(parts.db, throttle);
      await noteRefusal(matches ? "disabled" : "wrong-credentials");
      throw wrongCredentials();
    },
    attempt.password,
    turn,
  );
  if (!user) throw wrongCredentials();
  const renewed = await renewedHash(parts.hasher, user, attempt.password, turn);
  return commit(
    parts,
    async (tx, revoked) => {
      const now = await lockUser(tx, user.id);
      if (now?.status !== "active" || now.password_hash !== user.password_hash) throw wrongCredentials();
      if (renewed) await updatePasswordHash(tx, user.id, renewed);
      await clearFailures(tx, throttle.own);
      await endSessionsBeyond(tx, revoked, user.id, parts.limits);
      const session = await openSession(tx, user.id, { ...origin, inCookie: attempt.inCookie });
      const actor = { id: user.id, sessionId: session.sessionId, facilities: scopeOfUser(now) };
      const facts = { action: "session.log-in", resourceType: "session", resourceId: session.sessionId };
      await record(tx, { ...context, actor }, facts, loggedIn(user.id, session.sessionId));
      return issuePair(tx, parts.tokens, { ...session, user: now, inCookie: attempt.inCookie });
    },
    user.id,
  );
}

/** A hash with the parameters of today, when the user's has older ones (PW-1). */
async function renewedHash(
  hasher: PasswordHasher,
  user: UserRow,
  password: string,
  turn: Turn,
): Promise<string | undefined> {
  return user.password_hash !== null && hasher.isOutdated(user.password_hash) ? hasher.hash(password, turn) : undefined;
}

async function refuseWhenThrottled(
  parts: LogInParts,
  throttle: Throttle,
  noteRefusal: (reason: LogInRefusal) => Promise<void>,
): Promise<void> {
  const waitMs = await throttledForMs(parts.db, throttle);
  if (waitMs <= 0) return;
  await noteRefusal("throttled");
  throw tooManyAttempts(waitMs);
}

function wrongCredentials(): ProblemError {
  return new ProblemError("unauthenticated", "The e-mail or the password is not right.");
}
