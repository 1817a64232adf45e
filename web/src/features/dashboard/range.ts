/** The spans of time that a chart can show, and what one bar then is. */
import { dateParts, toLocalDate } from "../../lib/local-date.ts";

export type Granularity = "day" | "week" | "month" | "quarter" | "year";
/** Both days included; all years begin where the data begin, which the service knows. */
export type Range = { granularity: Granularity } & ({ from: string; to: string } | { range: "all" });
/**
 * Which days a report covers, and in which zone a day begins: the range's own, or its ends fall
 * into other days. None as of now.
 */
export type Days = { from?: string; to?: string; range?: "all"; granularity?: Granularity; timeZone?: string };

/**
 * But for all years, each begins with a whole period and a whole month, and has as many months as
 * `months`, the present one included. Of any other range whoever may not read patients is given
 * more than was asked for, and a first bar of a few days looks like a slump.
 */
const spans = {
  "2m": { label: "2 months", months: 2, granularity: "day" },
  "12m": { label: "12 months", months: 12, granularity: "month" },
  "5y": { label: "5 years", months: 60, granularity: "quarter" },
  all: { label: "All years", months: undefined, granularity: "year" },
} as const;

const periodMonths = { day: 1, month: 1, quarter: 3, year: 12 } as const;

export type Span = keyof typeof spans;
export const spanChoices = Object.entries(spans).map(([value, { label }]) => ({ value: value as Span, label }));

export function rangeOf(span: Span, today: string): Range {
  const { months, granularity } = spans[span];
  if (months === undefined) return { range: "all", granularity };
  const { year, month } = dateParts(today);
  const each = periodMonths[granularity];
  // Months since the year 0: up to the end of the present period, and back by the whole span.
  const end = (Math.floor((year * 12 + month - 1) / each) + 1) * each;
  const first = end - months;
  const from = toLocalDate({ year: Math.floor(first / 12), month: (first % 12) + 1, day: 1 }) ?? today;
  return { from, to: today, granularity };
}

/**
 * How a period reads: `2026-11-23` → `23 Nov`, `2026-11` → `Nov 2026`, `2026-Q4` → `Q4 2026`;
 * others as they are.
 */
export function periodLabel(period: string, locale?: string): string {
  const quarter = /^(\d{4})-(Q\d)$/.exec(period);
  if (quarter) return `${quarter[2]} ${quarter[1]}`;
  const isMonth = /^\d{4}-\d{2}$/.test(period);
  if (!isMonth && !/^\d{4}-\d{2}-\d{2}$/.test(period)) return period;
  const shape = isMonth ? { month: "short", year: "numeric" } : { day: "numeric", month: "short" };
  const options = { ...shape, timeZone: "UTC" } as Intl.DateTimeFormatOptions;
  return new Intl.DateTimeFormat(locale, options).format(new Date(`${period.padEnd(10, "-01")}T00:00:00Z`));
}

/** As `periodLabel`; the present period is not over, and says so. */
export function periodLabelAsOf(period: string, present: unknown, locale?: string): string {
  const label = periodLabel(period, locale);
  return period === present ? `${label} so far` : label;
}
