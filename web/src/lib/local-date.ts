/**
 * Calendar dates as `YYYY-MM-DD` strings: no zone can shift them, because no `Date` ever holds one.
 */
import { isPartialDate } from "@pms/contracts/text/partial-dates";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

export type DateParts = { year: number; month: number; day: number };

export function dateParts(date: string): DateParts {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  return { year, month, day };
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** `YYYY-MM-DD`, or undefined when the calendar has no such day. */
export function toLocalDate({ year, month, day }: DateParts): string | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/**
 * An identity date reads `04-Mar-1961` in every locale, so that day and month cannot be confused;
 * `Mar-1961` or `1961` where no more is known.
 */
export function formatIdentityDate(date: string): string {
  if (isPartialDate(date)) return date.length === 4 ? date : formatIdentityDate(`${date}-01`).slice(3);
  const { year, month, day } = dateParts(date);
  return `${String(day).padStart(2, "0")}-${months[month - 1] ?? "???"}-${String(year).padStart(4, "0")}`;
}

/** Today's calendar date in a zone; the browser's own when none is given. */
export function today(timeZone?: string, now = new Date()): string {
  const format = (zone: string | undefined) =>
    new Intl.DateTimeFormat("en-CA", {
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      ...(zone && { timeZone: zone }),
    }).format(now);
  try {
    return format(timeZone);
  } catch {
    return format(undefined);
  }
}

/** The date a number of days later (or earlier, when negative). */
export function addDays(date: string, days: number): string {
  const { year, month, day } = dateParts(date);
  return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10);
}
