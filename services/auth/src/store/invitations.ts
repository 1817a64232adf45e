import { sql } from "kysely";
import type { Tx } from "./tables.ts";

/** A user has one open invitation: a new one replaces it. */
export async function replaceInvitation(
  tx: Tx,
  invitation: { token_hash: Buffer; user_id: string; expires_at: Date },
): Promise<void> {
  await tx.deleteFrom("invitations").where("user_id", "=", invitation.user_id).execute();
  await tx
    .insertInto("invitations")
    .values({ ...invitation, accepted_at: null })
    .execute();
}

/** The invited user's id, once: undefined for a token that is unknown, expired or used. */
export async function takeInvitation(tx: Tx, tokenHash: Buffer): Promise<string | undefined> {
  const row = await tx
    .updateTable("invitations")
    .set({ accepted_at: sql<Date>`now()` })
    .where("token_hash", "=", tokenHash)
    .where("accepted_at", "is", null)
    .where("expires_at", ">", sql<Date>`now()`)
    .returning("user_id")
    .executeTakeFirst();
  return row?.user_id;
}
