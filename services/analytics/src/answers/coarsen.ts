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

/**
 * The report by wider periods until few of its figures are withheld, else by those that withhold
 * least. Which these are, whoever asks for each of them sees as well.
 */
export async function coarsen(
  granularity: Granularity,
  run: (granularity: Granularity) => Promise<Report>,
): Promise<Report> {
  let best = await run(granularity);
  for (let next = coarser[granularity]; next && withheldShare(best) > withheldMax; next = coarser[next]) {
    const wider = await run(next);
    if (withheldShare(wider) < withheldShare(best)) best = wider;
  }
  return best;
}

function withheldShare({ rows, chart: { measure } }: Report): number {
  return rows.filter((row) => row[measure] === null).length / Math.max(1, rows.length);
}
