import type { FacilityScope } from "@pms/contracts/auth/users";
import { run, statement } from "@pms/kit/db/statement";
import { type Expression, type ExpressionBuilder, type Insertable, type SqlBool, sql } from "kysely";
import type { Db, RevocationReason, RevokedSession, SessionRow, Tables, Tx } from "../../store/tables.ts";
import { within } from "../../users/store/users.ts";

export type SessionLimits = { idleMs: number; absoluteMs: number };
/** How many of a user may live at once (REL-8). */
export type SessionCap = { sessionsMax: number };

export async function insertSession(tx: Tx, session: Insertable<Tables["sessions"]>): Promise<void> {
  await tx.insertInto("sessions").values(session).execute();
}

/** Not revoked, and within both limits (TOK-5). */
function alive(limits: SessionLimits): Expression<SqlBool> {
  return sql<boolean>`revoked_at IS NULL
    AND last_seen_at > now() - ${limits.idleMs} * interval '1 millisecond'
    AND created_at > now() - ${limits.absoluteMs} * interval '1 millisecond'`;
}

/** Most recently used first. */
export function listSessions(db: Db, userId: string, limits: SessionLimits): Promise<SessionRow[]> {
  return db
    .selectFrom("sessions")
    .selectAll()
    .where("user_id", "=", userId)
    .where(alive(limits))
    .orderBy("last_seen_at", "desc")
    .limit(200)
    .execute();
}

/** Ends the sessions that match and are not ended yet. */
export function revokeSessions(
  tx: Tx,
  reason: RevocationReason,
  which: (session: ExpressionBuilder<Tables, "sessions">) => Expression<SqlBool>,
): Promise<RevokedSession[]> {
  return (
    tx
      .updateTable("sessions")
      // The time of the statement, not of the transaction's begin: verifiers ask for what was
      // revoked lately.
      .set({ revoked_at: sql<Date>`clock_timestamp()`, revoked_reason: reason })
      .where(which)
      .where("revoked_at", "is", null)
      .returning(["id", "user_id", sql<Date>`revoked_at`.as("revoked_at")])
      .execute()
  );
}

/** Ends all sessions of the users within the scope, but one. */
export function revokeSessionsWithin(tx: Tx, scope: FacilityScope, except: string): Promise<RevokedSession[]> {
  return revokeSessions(tx, "revoked", (session) =>
    session.and([
      session("id", "!=", except),
      session("user_id", "in", session.selectFrom("users").select("users.id").where(within(scope))),
    ]),
  );
}

/**
 * The sessions that live and are not among the `keep` of the user that were used last. The user is
 * locked.
 */
export async function listSessionsBeyond(
  tx: Tx,
  userId: string,
  limits: SessionLimits,
  keep: number,
): Promise<string[]> {
  const rows = await tx
    .selectFrom("sessions")
    .select("id")
    .where("user_id", "=", userId)
    .where(alive(limits))
    .orderBy("last_seen_at", "desc")
    .orderBy("id", "desc")
    .offset(keep)
    .execute();
  return rows.map(({ id }) => id);
}

/** Revoked within the last so many milliseconds. */
export function listRevokedSince(db: Db, sinceMs: number): Promise<Pick<RevokedSession, "id" | "revoked_at">[]> {
  return db
    .selectFrom("sessions")
    .select(["id", sql<Date>`revoked_at`.as("revoked_at")])
    .where("revoked_at", ">", sql<Date>`clock_timestamp() - ${sinceMs} * interval '1 millisecond'`)
    .execute();
}

/** Removes sessions that ended a day ago, with their refresh tokens. */
export async function deleteEndedSessions(db: Db, limits: SessionLimits): Promise<void> {
  const day = 86_400_000;
  await run(
    db,
    statement("delete-ended-sessions")`DELETE FROM sessions WHERE revoked_at < now() - interval '1 day'
    OR last_seen_at < now() - ${limits.idleMs + day} * interval '1 millisecond'
    OR created_at < now() - ${limits.absoluteMs + day} * interval '1 millisecond'`,
  );
}
