/** The spans of time that the page can show, and the days that a bar stands for. */

import { addDays, dateParts, toLocalDate } from "../../lib/local-date.ts";
import { type Span, spans } from "./spans.ts";

/** Both days included; all years begin where the data begin, which the service knows. */
export type Range = { from: string; to: string } | { range: "all" };

export const spanChoices = Object.entries(spans).map(([value, { label }]) => ({ value: value as Span, label }));

/** Months since the year 0, and the first day of one. */
const monthIndex = (date: string) => dateParts(date).year * 12 + dateParts(date).month - 1;
const firstOf = (index: number) => toLocalDate({ year: Math.floor(index / 12), month: (index % 12) + 1, day: 1 }) ?? "";
const dayBefore = (date: string) => new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
const lastOf = (index: number) => dayBefore(firstOf(index + 1));

export function rangeOf(span: Span, today: string): Range {
  const { months, before } = spans[span];
  if (months === undefined) return { range: "all" };
  const last = monthIndex(today) - before;
  const to = before === 0 ? today : lastOf(last);
  // Of five years the bars are quarters: the first begins with one.
  const each = months > 36 ? 3 : 1;
  const end = (Math.floor(last / each) + 1) * each;
  return { from: firstOf(end - months), to };
}

/** The days of a period up to today; undefined for a day, which nothing divides further. */
export function daysOf(period: string, today: string): { from: string; to: string } | undefined {
  const week = /^(\d{4})-W(\d{2})$/.exec(period);
  if (week) return daysOfWeek(Number(week[1]), Number(week[2]), today);
  const [, year = "", quarter, month] = /^(\d{4})(?:-Q(\d)|-(\d{2}))?$/.exec(period) ?? [];
  if (year === "") return undefined;
  const first = Number(year) * 12 + (quarter ? (Number(quarter) - 1) * 3 : month ? Number(month) - 1 : 0);
  const to = lastOf(first + (quarter ? 2 : month ? 0 : 11));
  return { from: firstOf(first), to: to > today ? today : to };
}

/** ISO weeks: the first one has the fourth of January in it. */
function daysOfWeek(year: number, week: number, today: string): { from: string; to: string } {
  const fourth = `${year}-01-04`;
  const weekday = (new Date(`${fourth}T00:00:00Z`).getUTCDay() + 6) % 7;
  const from = addDays(fourth, (week - 1) * 7 - weekday);
  const to = addDays(from, 6);
  return { from, to: to > today ? today : to };
}

/** No day to come: the service ends a range with the day where it begins first. */
export function untilToday(to: string, today: string): string {
  return to > today ? today : to;
}
