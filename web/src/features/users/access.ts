/** What somebody may do, where, and whose record is theirs: what an administrator gives. */

import type { PersonRole } from "@pms/contracts/auth/permissions";
import type { FacilityScope, UserPatch } from "@pms/contracts/auth/users";

export type Access = { roles: PersonRole[]; facilities: FacilityScope; patientId?: string | undefined };

/** Whether there is a role and a place. */
export function isComplete({ roles, facilities }: Access): boolean {
  return roles.length > 0 && facilities.length > 0;
}

function isSame(one: PersonRole[] | FacilityScope, other: PersonRole[] | FacilityScope): boolean {
  if (one === "all" || other === "all") return one === other;
  return new Set<string>(one).symmetricDifference(new Set<string>(other)).size === 0;
}

/**
 * What differs; undefined when nothing does. A field that is sent ends the person's sessions,
 * changed or not (TOK-5).
 */
export function accessPatch(before: Access, after: Access): UserPatch | undefined {
  const patch = {
    ...(!isSame(before.roles, after.roles) && { roles: after.roles }),
    ...(!isSame(before.facilities, after.facilities) && { facilities: after.facilities }),
    ...(before.patientId !== after.patientId && { patientId: after.patientId ?? null }),
  };
  return Object.keys(patch).length === 0 ? undefined : patch;
}
