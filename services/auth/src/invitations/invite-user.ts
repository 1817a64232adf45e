import { randomUUIDv7 } from "node:crypto";
import type { Invitation, InvitationCreated } from "@pms/contracts/auth/invitations";
import type { Caller } from "@pms/kit/audit/caller";
import { etagOf } from "@pms/kit/http/conditional";
import { type Answer, type IdempotentRequest, onceByKey } from "@pms/kit/http/idempotency";
import { userCreated, userUpdated } from "../acts/auth-events.ts";
import { type CommitDeps, commit, record } from "../acts/commit.ts";
import type { Deps } from "../deps.ts";
import { scopeColumns } from "../facilities/facility-scope.ts";
import type { Grants, Tx, UserRow } from "../store/tables.ts";
import { makeToken, tokenHash } from "../tokens/opaque-token.ts";
import {
  type Administrator,
  administers,
  becomesStaff,
  requireGrantable,
  requireRolesTogether,
} from "../users/administrator.ts";
import { emailKeyOf, emailTaken } from "../users/email.ts";
import { findUserByEmail, insertUser, lockUser, updateUser, userOf } from "../users/store/users.ts";
import { replaceInvitation } from "./store/invitations.ts";

const validMs = 7 * 86_400_000;

/**
 * Invites a user once per key; an earlier link is then dead. 400 for roles that do not go together,
 * 403 for a reach that the administrator lacks, 409 when the e-mail belongs to staff or to who is
 * out of reach.
 */
export function inviteUser(
  deps: CommitDeps & Pick<Deps, "publicUrl" | "now">,
  caller: Caller,
  { invitation, key }: { invitation: Invitation; key: IdempotentRequest | undefined },
): Promise<Answer & { replayed: boolean }> {
  return commit(deps, (tx) =>
    onceByKey(tx, key, async () => {
      const { user, token, expiresAt } = await storeInvitation(tx, caller, { invitation, now: deps.now() });
      const body: InvitationCreated = {
        user: userOf(user),
        token,
        // In the fragment, which is sent to no server and stands in no log.
        ...(deps.publicUrl && { link: `${deps.publicUrl}/welcome#token=${encodeURIComponent(token)}` }),
        expiresAt: expiresAt.toISOString(),
      };
      return { status: 201, body, headers: { location: `/api/users/${user.id}`, etag: etagOf(user.version) } };
    }),
  );
}

/**
 * Who has signed up and has no staff role gets one when the invitation is accepted, and not before.
 */
async function storeInvitation(
  tx: Tx,
  { actor: administrator, audit }: Caller,
  { invitation, now }: { invitation: Invitation; now: Date },
): Promise<{ user: UserRow; token: string; expiresAt: Date }> {
  requireRolesTogether(invitation.roles);
  requireGrantable(administrator, invitation);
  const emailKey = emailKeyOf(invitation.email);
  const fields = {
    email: invitation.email,
    first_name: invitation.firstName,
    last_name: invitation.lastName,
    roles: invitation.roles,
    ...(await scopeColumns(tx, invitation.facilities)),
    patient_id: invitation.patientId ?? null,
  };
  const newcomer = { id: randomUUIDv7(), email_key: emailKey, status: "invited" as const, password_hash: null };
  const created = await insertUser(tx, { ...newcomer, ...fields });
  const found = created ?? (await lockKnownUser(tx, emailKey, administrator));
  const grants = found.password_hash === null ? undefined : grantsFor(found, fields, administrator);
  const user = created || grants ? found : await updateUser(tx, found.id, { ...fields, status: "invited" });
  const token = makeToken("invitation");
  const expiresAt = new Date(now.getTime() + validMs);
  const hash = tokenHash("invitation", token);
  if (!hash) throw new Error("not an invitation token");
  await replaceInvitation(tx, { token_hash: hash, user_id: user.id, expires_at: expiresAt, grants });
  const facts = { action: "user.invite", resourceType: "user", resourceId: user.id };
  await record(tx, audit, facts, created ? userCreated(user) : userUpdated(user));
  return { user, token, expiresAt };
}

async function lockKnownUser(tx: Tx, emailKey: string, administrator: Administrator): Promise<UserRow> {
  const found = await findUserByEmail(tx, emailKey);
  // Whoever accepts at this moment is waited for.
  const user = found && (await lockUser(tx, found.id));
  if (!user || !administers(administrator, userOf(user).facilities)) throw emailTaken();
  return user;
}

/**
 * What accepting makes of a user who is not of the staff: one for work only. Their record stays
 * theirs by its owner, and shows again when they are a patient alone. 409 for anybody else.
 */
function grantsFor(user: UserRow, fields: Grants, { facilities }: Administrator): Grants {
  // Whoever gets the link gets the linked record too.
  const mayGrant = user.patient_id === null || facilities === "all";
  if (!becomesStaff(user.roles, fields.roles) || !mayGrant) throw emailTaken();
  return { ...fields, patient_id: fields.patient_id ?? user.patient_id };
}
