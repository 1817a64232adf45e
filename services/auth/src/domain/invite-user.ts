import { randomUUIDv7 } from "node:crypto";
import type { Invitation, InvitationCreated } from "@pms/contracts/auth";
import type { AuditContext } from "@pms/kit/audit";
import { replaceInvitation } from "../store/invitations.ts";
import type { Tx, UserRow } from "../store/tables.ts";
import { emailKeyOf, findUserByEmail, insertUser, lockUser, updateUser, userOf } from "../store/users.ts";
import { type Administrator, administers, requireGrantable } from "./administered.ts";
import { userCreated, userUpdated } from "./auth-events.ts";
import { record } from "./commit.ts";
import { scopeColumns } from "./facility-scope.ts";
import { makeToken, tokenHash } from "./opaque-token.ts";
import { emailTaken } from "./sign-up.ts";

const validMs = 7 * 86_400_000;

/**
 * Invites a user, or invites one again who has never accepted, disabled meanwhile or not: the earlier link is then dead. 403 for a
 * reach that the administrator does not have, 409 when the e-mail belongs to someone who has accepted or is out of reach.
 */
export async function inviteUser(
  tx: Tx,
  body: Invitation,
  administrator: Administrator,
  context: AuditContext,
): Promise<InvitationCreated> {
  requireGrantable(administrator, body);
  const scope = await scopeColumns(tx, body.facilities);
  const fields = {
    email: body.email.trim(),
    first_name: body.firstName,
    last_name: body.lastName,
    roles: body.roles,
    ...scope,
    patient_id: body.patientId ?? null,
  };
  const created = await insertUser(tx, {
    id: randomUUIDv7(),
    email_key: emailKeyOf(body.email),
    status: "invited",
    password_hash: null,
    ...fields,
  });
  const user = created ?? (await changeInvited(tx, emailKeyOf(body.email), fields, administrator));
  const token = makeToken("invitation");
  const expiresAt = new Date(Date.now() + validMs);
  const hash = tokenHash("invitation", token);
  if (!hash) throw new Error("not an invitation token");
  await replaceInvitation(tx, { token_hash: hash, user_id: user.id, expires_at: expiresAt });
  const facts = { action: "user.invite", resourceType: "user", resourceId: user.id };
  await record(tx, context, facts, created ? userCreated(user) : userUpdated(user));
  return { user: userOf(user), token, expiresAt: expiresAt.toISOString() };
}

async function changeInvited(
  tx: Tx,
  emailKey: string,
  fields: Parameters<typeof updateUser>[2],
  administrator: Administrator,
): Promise<UserRow> {
  const found = await findUserByEmail(tx, emailKey);
  // Whoever accepts at this moment is waited for: then the e-mail is taken.
  const user = found && (await lockUser(tx, found.id));
  if (user?.password_hash !== null || !administers(administrator, userOf(user).facilities)) throw emailTaken();
  return updateUser(tx, user.id, { ...fields, status: "invited" });
}
