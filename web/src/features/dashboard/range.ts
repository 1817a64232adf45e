/** The spans of time that a chart can show, and what one bar then is. */
import { addDays } from "../../lib/local-date.ts";

export type Granularity = "day" | "week" | "month" | "quarter" | "year";
/** Both days included. */
export type Range = { from: string; to: string; granularity: Granularity };

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

/** How a period reads on an axis: `23 Nov`, `Nov 2026`, `Q4 2026`, `2026`. A period is named by its first day. */
export function periodLabel(period: string, granularity: Granularity, locale?: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(period)) return period;
  const [year, month] = period.split("-");
  if (granularity === "year") return year ?? period;
  if (granularity === "quarter") return `Q${Math.ceil(Number(month) / 3)} ${year}`;
  const shape = granularity === "month" ? { month: "short", year: "numeric" } : { day: "numeric", month: "short" };
  const options = { ...shape, timeZone: "UTC" } as Intl.DateTimeFormatOptions;
  return new Intl.DateTimeFormat(locale, options).format(new Date(`${period}T00:00:00Z`));
}
