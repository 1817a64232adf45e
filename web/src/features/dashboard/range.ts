/** The spans of time that a chart can show, and what one bar then is. */
import { addDays } from "../../lib/local-date.ts";

export type Granularity = "day" | "week" | "month" | "quarter" | "year";
/** Both days included. */
export type Range = { from: string; to: string; granularity: Granularity };
/** Which days a report covers, and in which zone a day begins: the range's own, or its ends fall into other days. None as of now. */
export type Days = Partial<Range> & { timeZone?: string };

const spans = {
  "30d": { label: "30 days", days: 29, granularity: "day" },
  "12m": { label: "12 months", days: 364, granularity: "month" },
  "5y": { label: "5 years", days: 5 * 365, granularity: "quarter" },
  all: { label: "All years", days: 70 * 365, granularity: "year" },
} as const;

export type Span = keyof typeof spans;
export const spanChoices = Object.entries(spans).map(([value, { label }]) => ({ value: value as Span, label }));

export function rangeOf(span: Span, today: string): Range {
  const { days, granularity } = spans[span];
  return { from: addDays(today, -days), to: today, granularity };
}

/** How a period reads on an axis: `2026-11-23` → `23 Nov`, `2026-11` → `Nov 2026`, `2026-Q4` → `Q4 2026`; others as they are. */
export function periodLabel(period: string, locale?: string): string {
  const quarter = /^(\d{4})-(Q\d)$/.exec(period);
  if (quarter) return `${quarter[2]} ${quarter[1]}`;
  const isMonth = /^\d{4}-\d{2}$/.test(period);
  if (!isMonth && !/^\d{4}-\d{2}-\d{2}$/.test(period)) return period;
  const shape = isMonth ? { month: "short", year: "numeric" } : { day: "numeric", month: "short" };
  const options = { ...shape, timeZone: "UTC" } as Intl.DateTimeFormatOptions;
  return new Intl.DateTimeFormat(locale, options).format(new Date(`${period.padEnd(10, "-01")}T00:00:00Z`));
}
