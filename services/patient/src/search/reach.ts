/** Whom a search may show, asked before anything is ranked (AZ-3). */
import type { Actor } from "@pms/kit/trust/access";
import { type Directory, statuses } from "../directory/directory.ts";

/** Whether the slot's patient is within the caller's facilities and of a status that is asked for. */
export type Reach = (slot: number) => boolean;

export function reachOf(directory: Directory, { facilities }: Actor, includeInactive: boolean): Reach {
  const { status, facility } = directory;
  const isWanted = statuses.map((each) => (includeInactive ? each !== "" : each === "active" || each === "merged"));
  if (facilities === "all") return (slot) => isWanted[status[slot] ?? 0] === true;
  const isReached = new Uint8Array(directory.facilities.size);
  for (const id of facilities) {
    const own = directory.facilities.get(id);
    if (own !== undefined) isReached[own] = 1;
  }
  return (slot) => isReached[facility[slot] ?? 0] === 1 && isWanted[status[slot] ?? 0] === true;
}
