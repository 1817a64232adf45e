import { randomUUIDv7 } from "node:crypto";
import type { Invitation, InvitationCreated } from "@pms/contracts/auth";
import type { AuditContext } from "@pms/kit/audit/audit";
import { scopeColumns } from "../facilities/facility-scope.ts";
import { emailTaken } from "../sign-in/sign-up.ts";
import type { Grants, Tx, UserRow } from "../store/tables.ts";
import { makeToken, tokenHash } from "../tokens/opaque-token.ts";
import {
  type Administrator,
  administers,
  becomesStaff,
  requireGrantable,
  requireRolesTogether,
} from "./administered.ts";
import { userCreated, userUpdated } from "./auth-events.ts";
import { record } from "./commit.ts";
import { replaceInvitation } from "./store/invitations.ts";
import { emailKeyOf, findUserByEmail, insertUser, lockUser, updateUser, userOf } from "./store/users.ts";

const validMs = 7 * 86_400_000;

/**
 * Invites a user, or invites one again who has never accepted, disabled meanwhile or not: the earlier link is then dead. Who
 * has signed up with the e-mail and has no staff role gets one when the invitation is accepted, and not before. 400 for roles that
 * do not go together, 403 for a reach that the administrator does not have, 409 when the e-mail belongs to someone of the staff or
 * out of reach.
 */
export async function inviteUser(
  tx: Tx,
  body: Invitation,
  administrator: Administrator,
  context: AuditContext,
  publicUrl?: string,
): Promise<InvitationCreated> {
  requireRolesTogether(body.roles);
  requireGrantable(administrator, body);
  const scope = await scopeColumns(tx, body.facilities);
  const fields = {
    email: body.email,
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
  const found = created ?? (await lockKnown(tx, emailKeyOf(body.email), administrator));
  const grants = found.password_hash === null ? undefined : grantsFor(found, fields, administrator);
  const user = created || grants ? found : await updateUser(tx, found.id, { ...fields, status: "invited" });
  const token = makeToken("invitation");
  const expiresAt = new Date(Date.now() + validMs);
  const hash = tokenHash("invitation", token);
  if (!hash) throw new Error("not an invitation token");
  await replaceInvitation(tx, { token_hash: hash, user_id: user.id, expires_at: expiresAt, grants });
  const facts = { action: "user.invite", resourceType: "user", resourceId: user.id };
  await record(tx, context, facts, created ? userCreated(user) : userUpdated(user));
  return {
    user: userOf(user),
    token,
    // In the fragment, which is sent to no server and stands in no log.
    ...(publicUrl && { link: `${publicUrl}/welcome#token=${encodeURIComponent(token)}` }),
    expiresAt: expiresAt.toISOString(),
  };
}

async function lockKnown(tx: Tx, emailKey: string, administrator: Administrator): Promise<UserRow> {
  const found = await findUserByEmail(tx, emailKey);
  // Whoever accepts at this moment is waited for.
  const user = found && (await lockUser(tx, found.id));
  if (!user || !administers(administrator, userOf(user).facilities)) throw emailTaken();
  return user;
}

/**
 * What accepting makes of an account of somebody who is not of the staff: one for work only. Their record stays theirs by its
 * owner, and shows again when they are a patient alone. 409 for anybody else.
 */
function grantsFor(user: UserRow, fields: Grants, { facilities }: Administrator): Grants {
  // Whoever gets the link gets the linked record too.
  const mayGrant = user.patient_id === null || facilities === "all";
  if (!becomesStaff(user.roles, fields.roles) || !mayGrant) throw emailTaken();
  return { ...fields, patient_id: fields.patient_id ?? user.patient_id };
}
