import { ProblemError } from "@pms/kit/problem/problem";
import type { Actor } from "@pms/kit/trust/access";
import type { Facilities } from "@pms/kit/trust/facilities";

/**
 * 422 for a facility that does not exist. Asks auth: not to be called while an account is locked.
 */
export async function requireKnownFacility(
  facilities: Facilities,
  actor: Actor,
  id: string | undefined,
): Promise<void> {
  if (!(await isKnownFacility(facilities, actor, id))) throw noSuchFacility();
}

/** Auth vouches for the ids within a token. A closed facility may have given what is charged. */
export async function isKnownFacility(facilities: Facilities, actor: Actor, id: string | undefined): Promise<boolean> {
  return id === undefined || actor.facilities !== "all" || facilities.isKnown(id.toLowerCase());
}

export function noSuchFacility(): ProblemError {
  return new ProblemError("rule-violated", "There is no such facility.");
}
