import type { Caller } from "@pms/kit/audit/caller";
import { invalidField } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";

type FacilityDeps = Pick<Deps, "facilities">;

/**
 * The facility of a new record: the one named, which must be within the caller's reach and exist,
 * or the caller's default, or the only one there is. 400 when none of these gives an answer.
 */
export async function chooseFacility(deps: FacilityDeps, caller: Caller, named: string | undefined): Promise<string> {
  if (named !== undefined) {
    await checkFacility(deps, caller, named);
    return named;
  }
  const { defaultFacilityId, facilities: reach, ownRecordOnly } = caller.actor;
  if (defaultFacilityId !== undefined) return defaultFacilityId;
  const open = await deps.facilities.listOpen();
  const [only, another] = reach === "all" || ownRecordOnly ? open : open.filter((id) => reach.includes(id));
  if (only === undefined || another !== undefined)
    throw invalidField("/facilityId", "is required: you work at more than one facility");
  return only;
}

/**
 * 400 when the caller does not work there, or it is closed or unknown. That the default one is open
 * auth has checked.
 */
export async function checkFacility({ facilities }: FacilityDeps, { actor }: Caller, id: string): Promise<void> {
  if (id === actor.defaultFacilityId) return;
  const isReached = actor.facilities === "all" || actor.facilities.includes(id);
  if (!isReached || !(await facilities.isOpen(id)))
    throw invalidField("/facilityId", "is not one of your facilities that are open");
}
