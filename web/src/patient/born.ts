/** Birth date and age; an estimate says so. */
import type { Patient } from "@pms/contracts/patients/patient";
import { firstDayOf, isPartialDate } from "@pms/contracts/text/partial-dates";
import { t } from "../i18n/i18n.ts";
import { formatAge } from "../lib/age.ts";
import { formatIdentityDate } from "../lib/local-date.ts";

type Who = Pick<Patient, "dateOfBirth" | "dateOfBirthEstimated" | "deceasedDate">;

/** Of an infant the month counts, `Aug 2026`; the first of January stands for a year, `1961`. */
export function estimatedBirth(date: string): string {
  if (isPartialDate(date)) return formatIdentityDate(date).replace("-", " ");
  return date.endsWith("-01-01") ? date.slice(0, 4) : formatIdentityDate(date).slice(3).replace("-", " ");
}

/** `65 y`; `~65 y` where the day of birth is not known; empty when `on` is before the birth. */
export function ageOn(dateOfBirth: string, on: string): string {
  const age = formatAge(firstDayOf(dateOfBirth), on);
  return age && isPartialDate(dateOfBirth) ? `~${age}` : age;
}

/**
 * `04-Mar-1961 (65 y)`, `1961 (~65 y)`, `about 1961 (~65 y)`, `Not known`. The age of the dead is their age at
 * death.
 */
export function describeBirth({ dateOfBirth, dateOfBirthEstimated, deceasedDate }: Who, today: string): string {
  if (!dateOfBirth) return t("Not known");
  const on = deceasedDate ?? today;
  const age = formatAge(firstDayOf(dateOfBirth), on);
  if (dateOfBirthEstimated) {
    const about = t("about {date}", { date: estimatedBirth(dateOfBirth) });
    return `${about}${age && ` (~${age})`}`;
  }
  const date = formatIdentityDate(dateOfBirth);
  return age ? t("{date} ({age})", { date, age: ageOn(dateOfBirth, on) }) : date;
}
