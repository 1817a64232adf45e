import type { Caller } from "@pms/kit/audit/caller";
import { ProblemError } from "@pms/kit/problem/problem";
import { type LogInRefusal, loggedIn } from "../acts/auth-events.ts";
import { type CommitDeps, commit, record } from "../acts/commit.ts";
import type { Deps } from "../deps.ts";
import { knownDevice } from "../factors/known-device.ts";
import {
  countRefusal,
  type Throttle,
  throttledForMs,
  throttleOf,
  tooManyAttempts,
} from "../factors/log-in-throttle.ts";
import type { PasswordHasher, Turn } from "../factors/password-hasher.ts";
import { turnOfStranger, turnOfUser } from "../factors/password-turn.ts";
import { clearFailures } from "../factors/store/log-in-failures.ts";
import { endSessionsBeyond } from "../sessions/end-sessions.ts";
import { type IssuedPair, issuePair, openSession } from "../sessions/open-session.ts";
import type { UserRow } from "../store/tables.ts";
import { emailKeyOf } from "../users/email.ts";
import { findUserByEmail, lockUser, scopeOfUser, updatePasswordHash } from "../users/store/users.ts";

type LogInDeps = CommitDeps & Pick<Deps, "hasher" | "tokens" | "keySecret" | "refusals" | "limits" | "now">;
export type LogInAttempt = {
  email: string;
  password: string;
  inCookie: boolean;
  device: string | undefined;
  userAgent: string;
};

/** No user has this id. */
const nobody = { id: "00000000-0000-0000-0000-000000000000", devices_known_since: null };

/**
 * A session for the right e-mail and password. An unknown e-mail, a wrong password and a disabled
 * user get the same 401 after the same work (PW-4); too many refusals get 429.
 */
export async function logIn(deps: LogInDeps, caller: Caller, attempt: LogInAttempt): Promise<IssuedPair> {
  const { sourceAddress } = caller.audit;
  const emailKey = emailKeyOf(attempt.email);
  const user = await findUserByEmail(deps.db, emailKey);
  // Looked at for a user who does not exist too, which takes as long (PW-4).
  const device = knownDevice(deps.keySecret, attempt.device, { owner: user ?? nobody, now: deps.now() });
  const throttle = throttleOf({ emailKey, source: sourceAddress, device });
  const turn = user && device !== undefined ? turnOfUser(user) : turnOfStranger("strangers", sourceAddress);
  // Whoever answers for the user is to hear of it, though nobody has been recognised.
  const actor = { ...caller.audit.actor, ...(user && { facilities: scopeOfUser(user) }) };
  const refused = { emailKey, userId: user?.id, context: { ...caller.audit, actor } };
  const noteRefusal = (reason: LogInRefusal) => deps.refusals.note({ ...refused, reason });
  await refuseWhenThrottled(deps, throttle, noteRefusal);
  await deps.hasher.inTurn(
    async (check) => {
      // Once more when it is our turn: those who waited with us may all have been wrong.
      await refuseWhenThrottled(deps, throttle, noteRefusal);
      const matches = await check(user?.password_hash ?? null);
      if (matches && user?.status === "active") return;
      await countRefusal(deps.db, throttle);
      await noteRefusal(matches ? "disabled" : "wrong-credentials");
      throw wrongCredentials();
    },
    attempt.password,
    turn,
  );
  if (!user) throw wrongCredentials();
  const renewedHash = await renewHash(deps.hasher, user, attempt.password, turn);
  return admitUser(deps, caller, { user, renewedHash, throttle, attempt });
}

type Admission = { user: UserRow; renewedHash: string | undefined; throttle: Throttle; attempt: LogInAttempt };

/**
 * Opens the session. 401 when the user was disabled or got another password since it was checked.
 */
function admitUser(deps: LogInDeps, caller: Caller, admission: Admission): Promise<IssuedPair> {
  const { user, renewedHash, throttle, attempt } = admission;
  const { inCookie, userAgent } = attempt;
  return commit(
    deps,
    async (tx, revoked) => {
      const now = await lockUser(tx, user.id);
      if (now?.status !== "active" || now.password_hash !== user.password_hash) throw wrongCredentials();
      if (renewedHash) await updatePasswordHash(tx, user.id, renewedHash);
      await clearFailures(tx, throttle.own);
      await endSessionsBeyond(tx, revoked, user.id, deps.limits);
      const session = await openSession(tx, user.id, { userAgent, address: caller.audit.sourceAddress, inCookie });
      const actor = { id: user.id, sessionId: session.sessionId, facilities: scopeOfUser(now) };
      const facts = { action: "session.log-in", resourceType: "session", resourceId: session.sessionId };
      await record(tx, { ...caller.audit, actor }, facts, loggedIn(user.id, session.sessionId));
      return issuePair(tx, deps.tokens, { ...session, user: now, inCookie });
    },
    user.id,
  );
}

/** A hash with the parameters of today, when the user's has older ones (PW-1). */
async function renewHash(
  hasher: PasswordHasher,
  user: UserRow,
  password: string,
  turn: Turn,
): Promise<string | undefined> {
  return user.password_hash !== null && hasher.isOutdated(user.password_hash) ? hasher.hash(password, turn) : undefined;
}

async function refuseWhenThrottled(
  deps: Pick<Deps, "db">,
  throttle: Throttle,
  noteRefusal: (reason: LogInRefusal) => Promise<void>,
): Promise<void> {
  const waitMs = await throttledForMs(deps.db, throttle);
  if (waitMs <= 0) return;
  await noteRefusal("throttled");
  throw tooManyAttempts(waitMs);
}

function wrongCredentials(): ProblemError {
  return new ProblemError("unauthenticated", "The e-mail or the password is not right.");
}
