import { addDays, addMonths, daysBetween, startOfPeriod } from "../query/periods.ts";

export const insightPeriods = ["30-days", "week", "month", "quarter", "year"] as const;
export type InsightPeriod = (typeof insightPeriods)[number];
export type Range = { from: string; to: string };
/** Without `previous` nothing is compared. */
export type ComparedRanges = { current: Range; previous: Range | undefined };

/** What is compared for callers who may not read patients: whole months, quarters or years. */
export const wholeOf = { "30-days": "month", week: "month", month: "month", quarter: "quarter", year: "year" } as const;

/** The last whole period before today with the one before it. */
export function wholeRanges(period: "month" | "quarter" | "year", today: string): ComparedRanges {
  const months = { month: 1, quarter: 3, year: 12 }[period];
  const [end = today, middle = today, start = today] = [0, 1, 2].map((n) =>
    addMonths(startOfPeriod(today, period), -n * months),
  );
  return {
    current: { from: middle, to: addDays(end, -1) },
    previous: { from: start, to: addDays(middle, -1) },
  };
}

/** As many days of the previous period as have passed of the present one. */
export function rangesSoFar(period: InsightPeriod, today: string): ComparedRanges {
  if (period === "30-days") {
    return {
      current: { from: addDays(today, -29), to: today },
      previous: { from: addDays(today, -59), to: addDays(today, -30) },
    };
  }
  const from = startOfPeriod(today, period);
  const before = period === "week" ? addDays(from, -7) : addMonths(from, -{ month: 1, quarter: 3, year: 12 }[period]);
  const lastBefore = addDays(from, -1);
  const sameDay = addDays(before, daysBetween(from, today));
  return {
    current: { from, to: today },
    previous: { from: before, to: earlier(sameDay, lastBefore) },
  };
}

function earlier(a: string, b: string): string {
  return a.localeCompare(b) < 0 ? a : b;
}
