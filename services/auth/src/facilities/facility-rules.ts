import { invalidField, ProblemError } from "@pms/kit/problem/problem";
import type { Actor } from "@pms/kit/trust/access";

/** Facilities are the organisation's. 403 for an administrator of some of them. */
export function requireAllFacilities({ facilities }: Pick<Actor, "facilities">): void {
  if (facilities !== "all")
    throw new ProblemError("forbidden", "Only an administrator of all facilities opens, changes or closes one.");
}

/** 400 for what is no IANA time zone. */
export function requireTimeZone(timeZone: string): void {
  try {
    // Intl takes offsets too, but an offset knows no summer time.
    if (/^[+-]/.test(timeZone)) throw new RangeError("an offset");
    new Intl.DateTimeFormat("en", { timeZone });
  } catch {
    throw invalidField("/timeZone", "must be an IANA time zone such as America/New_York");
  }
}

export const nameTaken = (): ProblemError => new ProblemError("already-exists", "There is a facility with this name.");
