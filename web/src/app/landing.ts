/** Where each role starts. */

import type { PersonRole } from "@pms/contracts/auth/permissions";
import type { Me } from "@pms/contracts/auth/users";

const landings: readonly [PersonRole, string][] = [
  ["admin", "/admin/users"],
  ["front-desk", "/today"],
  ["biller", "/billing"],
  ["clinician", "/today"],
  ["manager", "/insights"],
  ["analyst", "/insights"],
  ["auditor", "/audit"],
  ["patient", "/me"],
];

export function landingOf(me: Me): string {
  return landings.find(([role]) => me.user.roles.includes(role))?.[1] ?? "/account";
}
