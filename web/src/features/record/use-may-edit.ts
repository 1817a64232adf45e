import { seesOwnRecordOnly } from "@pms/contracts/auth/permissions";
import type { Patient } from "@pms/contracts/patients/patient";
import { useMay, useMe } from "../../session/session.ts";

/** Whether the signed-in person may change this record, as it is now. */
export function useMayEdit({ status }: Patient): boolean {
  const ownOnly = seesOwnRecordOnly(useMe().user.roles);
  return useMay()("patient:write") && !ownOnly && status === "active";
}
