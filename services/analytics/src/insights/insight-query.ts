import type { Comparison } from "@pms/contracts/analytics/reports";
import { invalidField } from "@pms/kit/problem/problem";
import type { Actor } from "@pms/kit/trust/access";
import { rangeComparedWith } from "../answers/compare-report.ts";
import { filtersFor, mayReadPatients } from "../protected/protected-filters.ts";
import { addDays, startOfPeriod, todayIn, wholePeriods } from "../query/periods.ts";
import { completeFilters, type PeriodFilters } from "../query/report-filters.ts";
import { type ComparedRanges, type InsightPeriod, rangesSoFar, wholeOf, wholeRanges } from "./compared-ranges.ts";

export type InsightQuery = {
  period?: InsightPeriod;
  from?: string;
  to?: string;
  compare?: Comparison;
  timeZone?: string;
  facilityId?: string;
};
/** `asked` are the filters as the answer states them. */
export type InsightFilters = { base: PeriodFilters; ranges: ComparedRanges; asked: Record<string, unknown> };

/** Which ranges are compared: by name (`period`), or as reports are asked for them. */
export function insightFilters(actor: Actor, query: InsightQuery): InsightFilters {
  const { period, compare, timeZone = "UTC", facilityId, from, to } = query;
  const wanted = { timeZone, ...(facilityId && { facilityId }), ...(from && { from }), ...(to && { to }) };
  const complete = completeFilters({ span: "range", groupBy: [] }, wanted, actor.facilities);
  const base = filtersFor(actor, complete);
  const exact = mayReadPatients(actor);
  const where = {
    timeZone: base.timeZone,
    ...(base.facilityId !== undefined && { facilityId: base.facilityId }),
  };
  if (from === undefined && to === undefined && compare === undefined) {
    const { ranges, name } = byName(period ?? "30-days", timeZone, exact);
    return { base, ranges, asked: { period: name, ...where } };
  }
  if (period !== undefined) throw invalidField("/period", "goes with no `from`, `to` or `compare`");
  const ranges = exact ? comparedExactly(base, compare) : comparedInWholeMonths(base, compare);
  return { base, ranges, asked: { ...ranges.current, ...where, ...(compare && { compare }) } };
}

function byName(period: InsightPeriod, timeZone: string, exact: boolean) {
  if (exact) return { ranges: rangesSoFar(period, todayIn(timeZone)), name: period };
  return { ranges: wholeRanges(wholeOf[period], todayIn("UTC")), name: wholeOf[period] };
}

function comparedExactly(base: PeriodFilters, compare: Comparison | undefined): ComparedRanges {
  const { from, to } = base;
  return { current: { from, to }, previous: compare && rangeComparedWith(granular(base), compare) };
}

/** Months decide what comes before whole months; else as many days do. */
function granular(base: PeriodFilters): PeriodFilters {
  return { ...base, granularity: base.from.endsWith("-01") ? "month" : "day" };
}

/**
 * Whole months alone, without the present one where there are others: half a month is no whole one.
 */
function comparedInWholeMonths(base: PeriodFilters, compare: Comparison | undefined): ComparedRanges {
  const lastWhole = addDays(startOfPeriod(todayIn("UTC"), "month"), -1);
  const whole = wholePeriods(base, "month");
  const to = compare && whole.to > lastWhole ? lastWhole : whole.to;
  const from = whole.from > to ? startOfPeriod(to, "month") : whole.from;
  const current = { from, to };
  if (!compare) return { current: { from: base.from, to: base.to }, previous: undefined };
  return { current, previous: wholePeriods(rangeComparedWith({ ...base, ...current }, compare), "month") };
}
