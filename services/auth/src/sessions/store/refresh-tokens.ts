import { run, runForOne, statement } from "@pms/kit/db/statement";
import type { Selectable } from "kysely";
import type { SessionRow, Tables, Tx, UserRow } from "../../store/tables.ts";
import type { SessionLimits } from "./sessions.ts";

export type PresentedToken = Pick<Selectable<Tables["refresh_tokens"]>, "session_id" | "sealed_successor"> &
  Pick<SessionRow, "user_id" | "in_cookie"> & {
    /** Milliseconds since it was used; null when it was not. */
    used_ms_ago: number | null;
    session_alive: boolean;
  };

export async function insertRefreshToken(tx: Tx, sessionId: string, tokenHash: Buffer): Promise<void> {
  await tx
    .insertInto("refresh_tokens")
    .values({ token_hash: tokenHash, session_id: sessionId, used_at: null, sealed_successor: null })
    .execute();
}

/**
 * Locks the token and its session, so that of many refreshes at once one rotates and the others see
 * that (TOK-4).
 */
export function lockRefreshToken(
  tx: Tx,
  tokenHash: Buffer,
  limits: SessionLimits,
): Promise<PresentedToken | undefined> {
  return runForOne<PresentedToken>(
    tx,
    statement("lock-refresh-token")`
    SELECT t.session_id, s.user_id, s.in_cookie, t.sealed_successor,
      (extract(epoch FROM clock_timestamp() - t.used_at) * 1000)::float8 AS used_ms_ago,
      s.revoked_at IS NULL
        AND s.last_seen_at > now() - ${limits.idleMs} * interval '1 millisecond'
        AND s.created_at > now() - ${limits.absoluteMs} * interval '1 millisecond' AS session_alive
    FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id
    WHERE t.token_hash = ${tokenHash}
    FOR NO KEY UPDATE OF t, s`,
  );
}

/** So many used tokens of a session are kept to recognise a stolen one (TOK-4). */
const usedMax = 300;

/**
 * Marks the token as used, with the successor that it can be exchanged for, and the session as
 * seen.
 */
export async function rotateRefreshToken(
  tx: Tx,
  rotation: { sessionId: string; usedHash: Buffer; sealedSuccessor: Buffer; successorHash: Buffer },
): Promise<void> {
  await run(
    tx,
    statement("rotate-refresh-token")`
    WITH used AS (
      UPDATE refresh_tokens SET used_at = clock_timestamp(), sealed_successor = ${rotation.sealedSuccessor}
      WHERE token_hash = ${rotation.usedHash}
    ), seen AS (
      UPDATE sessions SET last_seen_at = clock_timestamp() WHERE id = ${rotation.sessionId}
    ), forgotten AS (
      DELETE FROM refresh_tokens WHERE session_id = ${rotation.sessionId} AND used_at <= (
        SELECT used_at FROM refresh_tokens WHERE session_id = ${rotation.sessionId} AND used_at IS NOT NULL
        ORDER BY used_at DESC OFFSET ${usedMax - 1} LIMIT 1)
    )
    INSERT INTO refresh_tokens (token_hash, session_id) VALUES (${rotation.successorHash}, ${rotation.sessionId})`,
  );
}

/** The user of a session. */
export function getUserOfSession(tx: Tx, userId: string): Promise<UserRow> {
  return tx.selectFrom("users").selectAll().where("id", "=", userId).executeTakeFirstOrThrow();
}
