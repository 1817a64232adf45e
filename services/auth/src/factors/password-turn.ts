import { seesOwnRecordOnly } from "@pms/contracts/auth/permissions";
import type { UserRow } from "../store/tables.ts";
import { networkOf } from "./network-of.ts";
import type { Turn } from "./password-hasher.ts";

/** Of somebody who has shown by a session, a device or an invitation that they are the user. */
export function turnOfUser({ id, roles }: Pick<UserRow, "id" | "roles">): Turn {
  return { lane: seesOwnRecordOnly(roles) ? "members" : "staff", caller: id };
}

/** Of somebody of whom the address is known and nothing else. */
export function turnOfStranger(lane: "strangers" | "newcomers", address: string): Turn {
  return { lane, caller: networkOf(address) };
}
