import type { User, UserPatch } from "@pms/contracts/auth";
import type { AuditContext } from "@pms/kit/audit/audit";
import { stale } from "@pms/kit/http/conditional";
import { notFound, ProblemError } from "@pms/kit/http/problem";
import type { Updateable } from "kysely";
import { scopeColumns } from "../facilities/facility-scope.ts";
import { endSessions } from "../sessions/end-sessions.ts";
import type { Tables, Tx, UserRow } from "../store/tables.ts";
import {
  type Administrator,
  administers,
  becomesStaff,
  requireGrantable,
  requireRolesTogether,
} from "./administered.ts";
import { userUpdated } from "./auth-events.ts";
import { commit, type Parts, record } from "./commit.ts";
import { deleteInvitation } from "./store/invitations.ts";
import { countActiveAdministrators, lockUser, updateUser, userOf } from "./store/users.ts";

/** What a token says about its holder: when one of these changes, tokens that say otherwise must die. */
const tokenFields = ["roles", "facilities", "patientId", "status"] as const;

/**
 * Changes a user. A change of roles, reach or status ends the user's sessions within a second (TOK-5). 404 out of the
 * administrator's reach, 400 for roles that do not go together, 403 for a reach that they do not have, 422 for one's own roles, reach or status, for the last
 * active administrator, and for the first staff role of somebody who has a password: nobody has checked their e-mail, nor their
 * password by the rule for staff (PW-2, PW-5).
 */
export async function changeUser(
  parts: Parts,
  target: { id: string; versions: readonly number[] },
  patch: UserPatch,
  administrator: Administrator,
  context: AuditContext,
): Promise<User> {
  return commit(
    parts,
    async (tx, revoked) => {
      const before = await lockUser(tx, target.id);
      if (!before || !administers(administrator, userOf(before).facilities)) throw notFound();
      if (!target.versions.includes(before.version)) throw stale();
      if (patch.roles) requireRolesTogether(patch.roles);
      requireGrantable(administrator, patch);
      const touched = tokenFields.filter((field) => patch[field] !== undefined);
      if (touched.length > 0 && before.id === context.actor.id)
        throw new ProblemError(
          "rule-violated",
          "Another administrator must change your own roles, facilities or status.",
        );
      if (before.password_hash === null && patch.status === "active")
        throw new ProblemError("rule-violated", "An invited user becomes active by accepting the invitation.");
      if (before.password_hash !== null && patch.roles && becomesStaff(before.roles, patch.roles))
        throw new ProblemError("rule-violated", "Staff come by invitation. Invite this e-mail with the roles instead.");
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
      await record(tx, context, facts, userUpdated(after));
      return userOf(after);
    },
    target.id,
  );
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

/** Two administrators who disable each other at once take turns here, so that one of them stays. */
async function keepAnAdministrator(tx: Tx, before: UserRow, after: UserRow): Promise<void> {
  const isActiveAdmin = (user: UserRow) => user.status === "active" && user.roles.includes("admin");
  if (!isActiveAdmin(before) || isActiveAdmin(after)) return;
  if ((await countActiveAdministrators(tx)) === 0)
    throw new ProblemError("rule-violated", "The last active administrator cannot be removed.");
}
