import type { Report } from "@pms/contracts/analytics/reports";
import type { Granularity } from "../query/periods.ts";

/** More of a chart than this may not be withheld where wider periods withhold less. */
const withheldMax = 0.1;
const coarser: Partial<Record<Granularity, Granularity>> = {
  day: "month",
  week: "month",
  month: "quarter",
  quarter: "year",
};
/** The shortest of each, in days: a range that is shorter would be answered with more than was asked. */
const shortestDays: Record<Granularity, number> = { day: 1, week: 7, month: 28, quarter: 90, year: 365 };
const dayMs = 86_400_000;

/**
 * The report by wider periods until few of its figures are withheld, else by those that withhold
 * least; by none that is longer than the range. Which these are, whoever asks for each of them sees
 * as well.
 */
export async function coarsen(
  { granularity, from, to }: { granularity: Granularity; from: string; to: string },
  run: (granularity: Granularity) => Promise<Report>,
): Promise<Report> {
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
  let best = await run(granularity);
  for (let next = coarser[granularity]; next && withheldShare(best) > withheldMax; next = coarser[next]) {
    if (days < shortestDays[next]) break;
    const wider = await run(next);
    if (withheldShare(wider) < withheldShare(best)) best = wider;
  }
  return best;
}

function withheldShare({ rows, chart: { measure } }: Report): number {
  return rows.filter((row) => row[measure] === null).length / Math.max(1, rows.length);
}
