import type { AuditActor } from "@pms/contracts/auth/audit";
import { seesOwnRecordOnly } from "@pms/contracts/auth/permissions";
import type { Caller } from "@pms/kit/audit/caller";
import { isUuid } from "@pms/kit/validation/uuid";
import type { Deps } from "../deps.ts";
import type { UserRow } from "../store/tables.ts";
import { listUsersById } from "../users/store/users.ts";

/**
 * Who acted, by name. A patient's name stands in no audit: only who manages users, and the patient,
 * is told it (PRV-1).
 */
export async function nameActors(
  { db }: Pick<Deps, "db">,
  { actor: reader }: Caller,
  ids: readonly string[],
): Promise<(id: string) => AuditActor> {
  const users = new Map((await listUsersById(db, [...new Set(ids)].filter(isUuid))).map((user) => [user.id, user]));
  return (id) => {
    const user = users.get(id);
    if (user) return actorOfUser(user, reader.permissions.has("user:manage") || reader.id === id);
    return { id, kind: id.startsWith("service:") ? "service" : isUuid(id) ? "user" : "nobody" };
  };
}

/** @param tellPatients whether the reader may know the names of patients who have a log-in */
export function actorOfUser(user: UserRow, tellPatients: boolean): AuditActor {
  const isTold = tellPatients || !seesOwnRecordOnly(user.roles);
  const name = `${user.first_name} ${user.last_name}`.trim();
  return { id: user.id, kind: "user", roles: user.roles, ...(isTold && { name }) };
}
