import type { User, UserPatch } from "@pms/contracts/auth/users";
import type { Caller } from "@pms/kit/audit/caller";
import { stale } from "@pms/kit/http/conditional";
import { notFound, ProblemError } from "@pms/kit/problem/problem";
import type { Updateable } from "kysely";
import { userUpdated } from "../acts/auth-events.ts";
import { type CommitDeps, commit, record } from "../acts/commit.ts";
import { scopeColumns } from "../facilities/facility-scope.ts";
import { deleteInvitation } from "../invitations/store/invitations.ts";
import { endSessions } from "../sessions/end-sessions.ts";
import type { Tables, Tx, UserRow } from "../store/tables.ts";
import { administers, becomesStaff, requireGrantable, requireRolesTogether } from "../users/administrator.ts";
import { lockUser, updateUser, userOf } from "../users/store/users.ts";
import { countActiveAdministrators } from "./store/administrators.ts";

/**
 * What a token says about its holder: when one of these changes, tokens that say otherwise must
 * die.
 */
const tokenFields = ["roles", "facilities", "patientId", "status"] as const;

export type UserChange = { id: string; versions: readonly number[]; patch: UserPatch };

/**
 * New roles, reach or status end the user's sessions within a second (TOK-5). 404 out of reach, 403
 * for a reach that the administrator lacks, 400 for roles that do not go together, 422 by
 * `requireAllowed`.
 */
export async function changeUser(deps: CommitDeps, caller: Caller, { id, versions, patch }: UserChange): Promise<User> {
  return commit(
    deps,
    async (tx, revoked) => {
      const before = await lockUser(tx, id);
      if (!before || !administers(caller.actor, userOf(before).facilities)) throw notFound();
      if (!versions.includes(before.version)) throw stale();
      if (patch.roles) requireRolesTogether(patch.roles);
      requireGrantable(caller.actor, patch);
      const touched = tokenFields.filter((field) => patch[field] !== undefined);
      requireAllowed(before, patch, touched.length > 0 && before.id === caller.actor.id);
      const after = await updateUser(tx, before.id, await columnsOf(tx, patch));
      await keepAnAdministrator(tx, before, after);
      if (after.status === "disabled") await deleteInvitation(tx, after.id);
      if (touched.length > 0) {
        const reason = after.status === "disabled" ? "disabled" : "roles-changed";
        await endSessions(tx, revoked, reason, { userId: before.id });
      }
      const facts = {
        action: touched.includes("roles") ? "user.change-roles" : "user.update",
        resourceType: "user",
        resourceId: before.id,
        details: { fields: Object.keys(patch).sort().join(",") },
      };
      await record(tx, caller.audit, facts, userUpdated(after));
      return userOf(after);
    },
    id,
  );
}

/**
 * 422 for one's own roles, reach or status, and for the first staff role of who has a password:
 * nobody has checked their e-mail, nor their password by the rule for staff (PW-2, PW-5).
 */
function requireAllowed(before: UserRow, patch: UserPatch, isOwnReach: boolean): void {
  if (isOwnReach)
    throw new ProblemError("rule-violated", "Another administrator must change your own roles, facilities or status.");
  if (before.password_hash === null && patch.status === "active")
    throw new ProblemError("rule-violated", "An invited user becomes active by accepting the invitation.");
  if (before.password_hash !== null && patch.roles && becomesStaff(before.roles, patch.roles))
    throw new ProblemError("rule-violated", "Staff come by invitation. Invite this e-mail with the roles instead.");
}

async function columnsOf(tx: Tx, patch: UserPatch): Promise<Updateable<Tables["users"]>> {
  return {
    ...(patch.firstName !== undefined && { first_name: patch.firstName }),
    ...(patch.lastName !== undefined && { last_name: patch.lastName }),
    ...(patch.roles && { roles: patch.roles }),
    ...(patch.facilities && (await scopeColumns(tx, patch.facilities))),
    ...(patch.patientId !== undefined && { patient_id: patch.patientId }),
    ...(patch.status && { status: patch.status }),
  };
}

/**
 * 422 for the last active administrator. Two who disable each other at once take turns here, so
 * that one of them stays.
 */
async function keepAnAdministrator(tx: Tx, before: UserRow, after: UserRow): Promise<void> {
  const isActiveAdmin = (user: UserRow) => user.status === "active" && user.roles.includes("admin");
  if (!isActiveAdmin(before) || isActiveAdmin(after)) return;
  if ((await countActiveAdministrators(tx)) === 0)
    throw new ProblemError("rule-violated", "The last active administrator cannot be removed.");
}
