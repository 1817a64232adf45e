/** Ages as a clinic says them: days, then weeks, months, years and months, years. */

import { t } from "../i18n/i18n.ts";
import { dateParts } from "./local-date.ts";

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** Full months from one date to a later one. */
export function fullMonths(from: string, to: string): number {
  const [a, b] = [dateParts(from), dateParts(to)];
  return (b.year - a.year) * 12 + (b.month - a.month) - (b.day < a.day ? 1 : 0);
}

/**
 * `12 days` under 4 weeks, `7 weeks` under a year, `14 months` under two, `9 y 4 m` under 18, then
 * `65 y`. Both dates `YYYY-MM-DD`; empty when `on` is before the birth.
 */
export function formatAge(dateOfBirth: string, on: string): string {
  const days = daysBetween(dateOfBirth, on);
  if (days < 0) return "";
  if (days < 28) return t("{days, plural, one {# day} other {# days}}", { days });
  const months = fullMonths(dateOfBirth, on);
  if (months < 12) return t("{weeks} weeks", { weeks: Math.floor(days / 7) });
  if (months < 24) return t("{months} months", { months });
  const years = Math.floor(months / 12);
  if (years >= 18) return t("{years} y", { years });
  return months % 12 === 0 ? t("{years} y", { years }) : t("{years} y {months} m", { years, months: months % 12 });
}
