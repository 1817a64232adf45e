import { rolesGoTogether, seesOwnRecordOnly } from "@pms/contracts/auth/permissions";
import type { FacilityScope } from "@pms/contracts/auth/users";
import { invalidField, ProblemError } from "@pms/kit/problem/problem";
import type { Actor } from "@pms/kit/trust/access";

/**
 * Whose word it is: an administrator reaches the facilities in their token, and no further (AZ-3).
 */
export type Administrator = Pick<Actor, "facilities">;

/**
 * Whether all of `scope` is the administrator's. Who works nowhere is for administrators of all
 * facilities.
 */
export function administers({ facilities }: Administrator, scope: FacilityScope): boolean {
  if (facilities === "all") return true;
  return scope !== "all" && scope.length > 0 && scope.every((id) => facilities.includes(id.toLowerCase()));
}

/** Whether somebody who sees at most their own record would see those of others. */
export function becomesStaff(before: readonly string[], after: readonly string[]): boolean {
  return seesOwnRecordOnly(before) && !seesOwnRecordOnly(after);
}

/** 400 for `patient` beside another role. */
export function requireRolesTogether(roles: readonly string[]): void {
  if (!rolesGoTogether(roles))
    throw invalidField(
      "/roles",
      "must not hold patient beside another role: who works here has an account for work only",
    );
}

/**
 * 403 where someone would be given a reach that the administrator does not have: a facility, or a
 * patient of anywhere.
 */
export function requireGrantable(
  administrator: Administrator,
  { facilities, patientId }: { facilities?: FacilityScope | undefined; patientId?: string | null | undefined },
): void {
  if (facilities !== undefined && !administers(administrator, facilities))
    throw new ProblemError("forbidden", "You can give no other facilities than your own.");
  if (patientId !== undefined && administrator.facilities !== "all")
    throw new ProblemError("forbidden", "Only an administrator of all facilities links a user to a patient.");
}
