import { seesOwnRecordOnly } from "@pms/contracts/auth/permissions";
import { useMay, useMe } from "./session.ts";

/** Whether they may look for patients at all: a patient has their own record and no other. */
export function useMayFindPatients(): boolean {
  const ownOnly = seesOwnRecordOnly(useMe().user.roles);
  return useMay()("patient:read") && !ownOnly;
}
