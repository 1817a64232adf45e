import { addDays, addMonths, type Period, startOfPeriod } from "./periods.ts";

/** Days [from, before) that are read from the sums of days, or of months. */
export type SumRange = { unit: "day" | "month"; from: string; before: string };

/**
 * Covers periods that follow each other by as few sums as there are, each day once: whole months
 * where every period begins with one, else days.
 */
export function coverPeriods(periods: readonly Period[]): SumRange[] {
  const [first, last] = [periods.at(0), periods.at(-1)];
  if (!first || !last) return [];
  const { from } = first;
  const before = addDays(last.to, 1);
  const days = (of: string, until: string): SumRange[] =>
    of < until ? [{ unit: "day", from: of, before: until }] : [];
  const cutsMonths = periods.slice(1).some((period) => !period.from.endsWith("-01"));
  const monthFrom = from.endsWith("-01") ? from : startOfPeriod(addMonths(from, 1), "month");
  const monthBefore = startOfPeriod(before, "month");
  if (cutsMonths || monthFrom >= monthBefore) return days(from, before);
  return [
    ...days(from, monthFrom),
    { unit: "month", from: monthFrom, before: monthBefore },
    ...days(monthBefore, before),
  ];
}
