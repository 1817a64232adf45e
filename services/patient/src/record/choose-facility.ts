import type { Actor } from "@pms/kit/http/access";
import { invalidField } from "@pms/kit/http/problem";
import type { Facilities } from "@pms/kit/trust/facilities";

/**
 * The facility of a new record: the one named, which must be within the caller's reach and exist, or the caller's
 * default, or the only one there is. 400 when none of these gives an answer.
 */
export async function chooseFacility(facilities: Facilities, actor: Actor, named: string | undefined): Promise<string> {
  if (named !== undefined) {
    await checkFacility(facilities, actor, named);
    return named;
  }
  if (actor.defaultFacilityId !== undefined) return actor.defaultFacilityId;
  const open = await facilities.listOpen();
  const { facilities: scope, ownRecordOnly } = actor;
  const [only, another] = scope === "all" || ownRecordOnly ? open : open.filter((id) => scope.includes(id));
  if (only === undefined || another !== undefined)
    throw invalidField("/facilityId", "is required: you work at more than one facility");
  return only;
}

/** 400 when the caller does not work there, or it is closed or unknown. That the default one is open auth has checked. */
export async function checkFacility(facilities: Facilities, actor: Actor, id: string): Promise<void> {
  if (id === actor.defaultFacilityId) return;
  const reached = actor.facilities === "all" || actor.facilities.includes(id);
  if (!reached || !(await facilities.isOpen(id)))
    throw invalidField("/facilityId", "is not one of your facilities that are open");
}
