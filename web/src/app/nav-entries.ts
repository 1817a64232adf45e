/**
 * Every page of the navigation, as its feature describes it, and which of them somebody may open.
 */
import { type Permission, seesOwnRecordOnly } from "@pms/contracts/auth/permissions";
import { ownAccount } from "../features/account/nav.ts";
import { audit } from "../features/audit/nav.ts";
import { billing } from "../features/billing/nav.ts";
import { insights } from "../features/dashboard/nav.ts";
import { duplicates } from "../features/duplicates/nav.ts";
import { facilities } from "../features/facilities/nav.ts";
import { ownRecord, patients, registration } from "../features/patients/nav.ts";
import { prices } from "../features/prices/nav.ts";
import { takings } from "../features/takings/nav.ts";
import { today } from "../features/today/nav.ts";
import { users } from "../features/users/nav.ts";
import { type NavEntry, navGroups } from "../lib/nav-entry.ts";
import { useMay, useMe } from "../session/session.ts";

export const navEntries: readonly NavEntry[] = [
  today,
  patients,
  registration,
  duplicates,
  ownRecord,
  billing,
  takings,
  prices,
  insights,
  users,
  facilities,
  audit,
  ownAccount,
];

export type May = (permission: Permission) => boolean;

export function allowedEntries(may: May, patientOnly: boolean): NavEntry[] {
  return navEntries.filter(
    ({ needs, only }) => (!needs || may(needs)) && (!only || (only === "patients") === patientOnly),
  );
}

export function useNavEntries(): NavEntry[] {
  return allowedEntries(useMay(), seesOwnRecordOnly(useMe().user.roles));
}

/** The groups that have a page to show. */
export function inGroups(entries: readonly NavEntry[]): { key: string; name: string; entries: NavEntry[] }[] {
  return Object.entries(navGroups)
    .map(([key, name]) => ({ key, name, entries: entries.filter(({ group }) => group === key) }))
    .filter((group) => group.entries.length > 0);
}
