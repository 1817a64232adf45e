import { permissionsOf } from "@pms/contracts/auth/permissions";
import type { Me } from "@pms/contracts/auth/users";
import type { Caller } from "@pms/kit/audit/caller";
import { ProblemError } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";
import { facilityOf, listFacilitiesOfUser } from "../facilities/store/facilities.ts";
import type { UserRow } from "../store/tables.ts";
import { findUser, userOf } from "./store/users.ts";

/** The caller as a user. 401 when there is no such user. */
export async function getOwnUser({ db }: Pick<Deps, "db">, { actor }: Caller): Promise<UserRow> {
  const user = await findUser(db, actor.id);
  if (!user) throw new ProblemError("unauthenticated");
  return user;
}

/** Who the caller is and what they may do, the facility for new records first. */
export async function getMe(deps: Pick<Deps, "db">, caller: Caller): Promise<Me> {
  const user = await getOwnUser(deps, caller);
  const facilities = (await listFacilitiesOfUser(deps.db, user)).map(facilityOf);
  const defaultFacilityId = facilities[0]?.id;
  return {
    user: userOf(user),
    permissions: [...permissionsOf(user.roles)].sort(),
    facilities,
    ...(defaultFacilityId && { defaultFacilityId }),
  };
}
