import type { granularities } from "@pms/contracts/analytics/reports";

export type Granularity = (typeof granularities)[number];
/** Both days included, `YYYY-MM-DD`. Weeks are ISO weeks, labelled like 2026-W01. */
export type Period = { label: string; from: string; to: string };

const dayMs = 86_400_000;
const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / dayMs;
const dateOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

export function addDays(date: string, days: number): string {
  return dateOf(dayOf(date) + days);
}

/** Days from one date to the other. */
export function daysBetween(from: string, to: string): number {
  return dayOf(to) - dayOf(from);
}

/** The same day some months later or earlier, or the last day of a shorter month. */
export function addMonths(date: string, months: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  const first = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, 1);
  const next = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months + 1, 1);
  return dateOf(Math.min(first / dayMs + at.getUTCDate() - 1, next / dayMs - 1));
}

/** The first day of the period that the date is in. */
export function startOfPeriod(date: string, granularity: Granularity): string {
  const year = date.slice(0, 4);
  switch (granularity) {
    case "day":
      return date;
    case "week":
      return addDays(date, -((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7));
    case "month":
      return `${date.slice(0, 7)}-01`;
    case "quarter":
      return `${year}-${String(Math.floor((monthOf(date) - 1) / 3) * 3 + 1).padStart(2, "0")}-01`;
    case "year":
      return `${year}-01-01`;
  }
}

/** The range, widened to whole periods. */
export function wholePeriods({ from, to }: { from: string; to: string }, granularity: Granularity) {
  const next = startOfNext(startOfPeriod(to, granularity), granularity);
  return { from: startOfPeriod(from, granularity), to: addDays(next, -1) };
}

function startOfNext(start: string, granularity: Granularity): string {
  if (granularity === "day") return addDays(start, 1);
  if (granularity === "week") return addDays(start, 7);
  return addMonths(start, { month: 1, quarter: 3, year: 12 }[granularity]);
}

/** The periods of a range, the first and last cut to it; undefined when more than `max`. */
export function listPeriods(range: { from: string; to: string; granularity: Granularity }, max: number) {
  const { from, to, granularity } = range;
  const periods: Period[] = [];
  const first = startOfPeriod(from, granularity);
  for (let start = first; start <= to; ) {
    if (periods.length === max) return undefined;
    const next = startOfNext(start, granularity);
    periods.push({
      label: labelOf(start, granularity),
      from: start === first ? from : start,
      to: next > to ? to : addDays(next, -1),
    });
    start = next;
  }
  return periods;
}

type Span = { from: string; to: string; granularity: Granularity };

/** The range as many periods earlier as it spans: the n-th goes with the n-th of the range. */
export function rangeBefore({ from, to, granularity }: Span) {
  let count = 1;
  const last = startOfPeriod(to, granularity);
  for (let start = startOfPeriod(from, granularity); start < last; start = startOfNext(start, granularity)) count += 1;
  return { from: earlier(from, granularity, count), to: endEarlier(to, granularity, count) };
}

/** The same days a year before; of weeks the same weekdays. */
export function rangeYearBefore({ from, to, granularity }: Span) {
  if (granularity === "week") return { from: addDays(from, -364), to: addDays(to, -364) };
  return { from: earlier(from, "month", 12), to: endEarlier(to, "month", 12) };
}

/** What suits a range: some dozens of periods at most, and seldom only one. */
export function granularityFor({ from, to }: { from: string; to: string }): Granularity {
  const days = daysBetween(from, to) + 1;
  if (days <= 62) return "day";
  if (days <= 3 * 366) return "month";
  return days <= 12 * 366 ? "quarter" : "year";
}

function earlier(date: string, granularity: Granularity, count: number): string {
  if (granularity === "day" || granularity === "week") return addDays(date, -count * { day: 1, week: 7 }[granularity]);
  return addMonths(date, -count * { month: 1, quarter: 3, year: 12 }[granularity]);
}

/** The end of a month goes to the end of a month, also of a longer one. */
function endEarlier(to: string, granularity: Granularity, count: number): string {
  const next = addDays(to, 1);
  const endsMonth = next.endsWith("-01");
  return endsMonth ? addDays(earlier(next, granularity, count), -1) : earlier(to, granularity, count);
}

/** @param start the first day of the period */
function labelOf(start: string, granularity: Granularity): string {
  switch (granularity) {
    case "day":
      return start;
    case "week": {
      // The year of an ISO week is that of its Thursday.
      const thursday = addDays(start, 3);
      const week = Math.floor(daysBetween(`${thursday.slice(0, 4)}-01-01`, thursday) / 7) + 1;
      return `${thursday.slice(0, 4)}-W${String(week).padStart(2, "0")}`;
    }
    case "month":
      return start.slice(0, 7);
    case "quarter":
      return `${start.slice(0, 4)}-Q${Math.floor((monthOf(start) - 1) / 3) + 1}`;
    case "year":
      return start.slice(0, 4);
  }
}

const monthOf = (date: string): number => Number(date.slice(5, 7));

/** Today's date in an IANA time zone. */
export function todayIn(timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  return parts.format(new Date());
}
