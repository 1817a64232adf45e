import type { FacilityScope } from "@pms/contracts/auth/users";
import { invalidField } from "@pms/kit/problem/problem";
import type { Tx } from "../store/tables.ts";
import { listFacilities } from "./store/facilities.ts";

/** The access token carries the ids, and a request's headers have a limit of 16 KiB. */
const facilitiesMax = 200;

/** A facility scope as the users table holds it. 400 for a facility that does not exist. */
export async function scopeColumns(
  tx: Tx,
  facilities: FacilityScope,
): Promise<{ all_facilities: boolean; facility_ids: string[] }> {
  if (facilities === "all") return { all_facilities: true, facility_ids: [] };
  if (facilities.length > facilitiesMax)
    throw invalidField("/facilities", `must have at most ${facilitiesMax} facilities, or be "all"`);
  const known = new Set((await listFacilities(tx)).map(({ id }) => id));
  const wrong = facilities.findIndex((id) => !known.has(id.toLowerCase()));
  if (wrong >= 0) throw invalidField(`/facilities/${wrong}`, "is not a facility");
  return { all_facilities: false, facility_ids: facilities.map((id) => id.toLowerCase()) };
}
