import { run, statement } from "@pms/kit/db/statement";
import { type Insertable, type Selectable, sql } from "kysely";
import type { Db, Grants, Tables, Tx, UserRow } from "../../store/tables.ts";

type InvitationRow = Selectable<Tables["invitations"]>;

/**
 * A user has one open invitation: a new one replaces it.
 * @param invitation.grants what accepting gives a user who has a password already
 */
export async function replaceInvitation(
  tx: Tx,
  invitation: Pick<Insertable<Tables["invitations"]>, "token_hash" | "user_id" | "expires_at"> & {
    grants: Grants | undefined;
  },
): Promise<void> {
  const { grants, ...columns } = invitation;
  await deleteInvitation(tx, invitation.user_id);
  await tx
    .insertInto("invitations")
    .values({ ...columns, grants: grants ? JSON.stringify(grants) : null, accepted_at: null })
    .execute();
}

export async function deleteInvitation(tx: Tx, userId: string): Promise<void> {
  await tx.deleteFrom("invitations").where("user_id", "=", userId).execute();
}

/**
 * The invited user and what they get, once: undefined for a token that is unknown, expired or used.
 */
export async function takeInvitation(
  tx: Tx,
  tokenHash: Buffer,
): Promise<Pick<InvitationRow, "user_id" | "grants"> | undefined> {
  return tx
    .updateTable("invitations")
    .set({ accepted_at: sql<Date>`now()` })
    .where("token_hash", "=", tokenHash)
    .where("accepted_at", "is", null)
    .where("expires_at", ">", sql<Date>`now()`)
    .returning(["user_id", "grants"])
    .executeTakeFirst();
}

/** Whose invitation it is, while it can be accepted. */
export function findInvitedUser(db: Db, tokenHash: Buffer): Promise<UserRow | undefined> {
  return db
    .selectFrom("invitations")
    .innerJoin("users", "users.id", "invitations.user_id")
    .selectAll("users")
    .where("token_hash", "=", tokenHash)
    .where("accepted_at", "is", null)
    .where("expires_at", ">", sql<Date>`now()`)
    .executeTakeFirst();
}

/** Removes invitations that could be accepted last a month ago, and those that were accepted. */
export async function deleteOldInvitations(db: Db): Promise<void> {
  await run(
    db,
    statement(
      "delete-old-invitations",
    )`DELETE FROM invitations WHERE least(accepted_at, expires_at) < now() - interval '30 days'`,
  );
}
