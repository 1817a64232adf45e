import type { AuditContext } from "@pms/kit/audit/audit";
import { ProblemError } from "@pms/kit/http/problem";
import type { Tx } from "../store/tables.ts";
import type { TokenIssuer } from "../tokens/access-token.ts";
import { makeToken, openSealed, sealUnder, tokenHash } from "../tokens/opaque-token.ts";
import { commit, type Parts, record } from "../users/commit.ts";
import { endSessions } from "./end-sessions.ts";
import { hashOf, type IssuedPair, issuePair } from "./open-session.ts";
import { getUserOfSession, lockRefreshToken, type PresentedToken, rotateRefreshToken } from "./store/refresh-tokens.ts";
import type { RevokedSession, SessionLimits } from "./store/sessions.ts";

/** Tabs that refresh at the same time, and answers that got lost, within this time are the same client (TOK-4). */
const graceMs = 10_000;

export type RefreshParts = Parts & { tokens: TokenIssuer; limits: SessionLimits };

/**
 * Exchanges a refresh token for the next pair. Presented again within ten seconds it gives the same successor; later it
 * must have been stolen, and the session ends. 401 for everything that is not a usable token.
 */
export async function refreshSession(
  parts: RefreshParts,
  presented: { token: string; inCookie: boolean },
  context: AuditContext,
): Promise<IssuedPair> {
  const hash = tokenHash("refresh", presented.token);
  if (!hash) throw refused();
  const issued = await commit(
    parts,
    async (tx, revoked) => {
      const known = await lockRefreshToken(tx, hash, parts.limits);
      if (!known?.session_alive || known.in_cookie !== presented.inCookie) return undefined;
      const refreshToken = await successorOf(tx, presented.token, known);
      if (refreshToken === undefined) {
        await endReusedSession(tx, revoked, known, context);
        return undefined;
      }
      const user = await getUserOfSession(tx, known.user_id);
      if (user.status !== "active") return undefined;
      const { session_id: sessionId, in_cookie: inCookie } = known;
      return issuePair(tx, parts.tokens, { sessionId, refreshToken, user, inCookie });
    },
    hash.toString("hex"),
  );
  if (!issued) throw refused();
  return issued;
}

/** The next refresh token; undefined when this one was used before and is presented again too late. */
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
  context: AuditContext,
): Promise<void> {
  await endSessions(tx, revoked, "refresh-reused", { userId, sessionId });
  await record(
    tx,
    { ...context, actor: { id: userId, sessionId } },
    { action: "session.refresh-reused", resourceType: "session", resourceId: sessionId, outcome: "refused" },
  );
}

function refused(): ProblemError {
  return new ProblemError("unauthenticated", "The refresh token is missing, expired, used or not valid.");
}
