/**
 * Dates of which the day, or the month too, may be missing: `1961-03-04`, `1961-03`, `1961`.
 * Compared as texts, a year stands before all of its days, so that only ends need to be filled in.
 */

/** Neither the day nor, perhaps, the month is known. */
export function isPartialDate(date: string): boolean {
  return date.length < 10;
}

/** The first day that may be meant: what stands for the date in an order. */
export function firstDayOf(date: string): string {
  return date + "-01-01".slice(date.length - 4);
}

/** The last day that may be meant. */
export function lastDayOf(date: string): string {
  const [year = "", month = "12"] = date.split("-");
  // Day 0 of the month after.
  return isPartialDate(date) ? new Date(Date.UTC(Number(year), Number(month), 0)).toISOString().slice(0, 10) : date;
}
