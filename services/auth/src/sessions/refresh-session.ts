import type { Caller } from "@pms/kit/audit/caller";
import { ProblemError } from "@pms/kit/problem/problem";
import { type CommitDeps, commit, record } from "../acts/commit.ts";
import type { Deps } from "../deps.ts";
import type { RevokedSession, Tx } from "../store/tables.ts";
import { makeToken, openSealed, sealUnder, tokenHash } from "../tokens/opaque-token.ts";
import { endSessions } from "./end-sessions.ts";
import { hashOf, type IssuedPair, issuePair } from "./open-session.ts";
import { getUserOfSession, lockRefreshToken, type PresentedToken, rotateRefreshToken } from "./store/refresh-tokens.ts";

/**
 * Tabs that refresh at the same time, and answers that got lost, within this time are the same
 * client (TOK-4).
 */
const graceMs = 10_000;

/**
 * Exchanges a refresh token for the next pair: again within ten seconds for the same one; later it
 * must have been stolen, and the session ends. 401 for whatever is not a usable token.
 */
export async function refreshSession(
  deps: CommitDeps & Pick<Deps, "tokens" | "limits">,
  caller: Caller,
  presented: { token: string; inCookie: boolean },
): Promise<IssuedPair> {
  const hash = tokenHash("refresh", presented.token);
  if (!hash) throw refused();
  const issued = await commit(
    deps,
    async (tx, revoked) => {
      const known = await lockRefreshToken(tx, hash, deps.limits);
      if (!known?.session_alive || known.in_cookie !== presented.inCookie) return undefined;
      const refreshToken = await successorOf(tx, presented.token, known);
      if (refreshToken === undefined) {
        await endReusedSession(tx, revoked, known, caller);
        return undefined;
      }
      const user = await getUserOfSession(tx, known.user_id);
      if (user.status !== "active") return undefined;
      const { session_id: sessionId, in_cookie: inCookie } = known;
      return issuePair(tx, deps.tokens, { sessionId, refreshToken, user, inCookie });
    },
    hash.toString("hex"),
  );
  if (!issued) throw refused();
  return issued;
}

/**
 * The next refresh token; undefined when this one was used before and is presented again too late.
 */
async function successorOf(tx: Tx, token: string, known: PresentedToken): Promise<string | undefined> {
  if (known.used_ms_ago !== null) {
    const inGrace = known.used_ms_ago <= graceMs && known.sealed_successor !== null;
    return inGrace && known.sealed_successor ? openSealed(token, known.sealed_successor) : undefined;
  }
  const successor = makeToken("refresh");
  await rotateRefreshToken(tx, {
    sessionId: known.session_id,
    usedHash: hashOf(token),
    sealedSuccessor: sealUnder(token, successor),
    successorHash: hashOf(successor),
  });
  return successor;
}

async function endReusedSession(
  tx: Tx,
  revoked: RevokedSession[],
  { user_id: userId, session_id: sessionId }: PresentedToken,
  caller: Caller,
): Promise<void> {
  await endSessions(tx, revoked, "refresh-reused", { userId, sessionId });
  await record(
    tx,
    { ...caller.audit, actor: { id: userId, sessionId } },
    { action: "session.refresh-reused", resourceType: "session", resourceId: sessionId, outcome: "refused" },
  );
}

function refused(): ProblemError {
  return new ProblemError("unauthenticated", "The refresh token is missing, expired, used or not valid.");
}
