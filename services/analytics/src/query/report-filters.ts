import type { ReportGrouping, ReportQuery } from "@pms/contracts/analytics/reports";
import type { FacilityScope } from "@pms/contracts/auth/users";
import { invalidField, notFound } from "@pms/kit/problem/problem";
import { addMonths, type Granularity, isTimeZone, startOfPeriod, todayIn } from "./periods.ts";

/** Which filters a report takes. */
export type OfferedFilters = {
  /** Over a range of periods, as of the end of a day, or as of now. */
  span: "range" | "day" | "now";
  groupBy: readonly ReportGrouping[];
  /**
   * Whether it rests on instants, so that the time zone matters; money has effective dates, which
   * know no zone.
   */
  instants: boolean;
};

/**
 * What a report is asked for, complete. `facilities` is the filter within the caller's scope
 * (AZ-3).
 */
export type ReportFilters = {
  from: string;
  to: string;
  /** `whole`: the range as one period, which only insights ask for. */
  granularity: Granularity | "whole";
  timeZone: string;
  groupBy: ReportGrouping | undefined;
  facilityId: string | undefined;
  facilities: FacilityScope;
};
export type PeriodFilters = ReportFilters & { granularity: Granularity };

/**
 * What has no effect on a report: passed over, it would look as if the figures were of what was
 * asked for.
 */
const unused = {
  range: [],
  day: ["from", "granularity", "range"],
  now: ["from", "to", "granularity", "timeZone", "range"],
} as const;

const earliest = "1900-01-01";
const latest = "2199-12-31";

/**
 * Fills in what the caller left out; of all years it leaves the range to `coverAllYears`. 400 for
 * what makes no sense, 404 for a facility outside of the caller's scope.
 */
export function completeFilters(
  { span, groupBy: offered }: Pick<OfferedFilters, "span" | "groupBy">,
  query: ReportQuery,
  scope: FacilityScope,
): PeriodFilters {
  const { timeZone = "UTC", granularity = "month", groupBy, facilityId } = query;
  for (const parameter of unused[span])
    if (query[parameter] !== undefined) throw invalidField(`/${parameter}`, "is not offered here");
  if (!isTimeZone(timeZone))
    throw invalidField("/timeZone", "must be the name of an IANA time zone, like Europe/Paris");
  for (const end of ["from", "to"] as const)
    if (query.range && query[end] !== undefined) throw invalidField(`/${end}`, "goes with no `range`");
  const to = query.to ?? todayIn(timeZone);
  const from = query.from ?? defaultFrom(to);
  if (from > to) throw invalidField("/from", "must not be after `to`");
  if (from < earliest || to > latest) throw invalidField("/from", `must lie between ${earliest} and ${latest}`);
  if (groupBy !== undefined && !offered.includes(groupBy)) {
    throw invalidField("/groupBy", offered.length ? `must be one of ${offered.join(", ")}` : "is not offered here");
  }
  const facilities = facilityId === undefined ? scope : [withinScope(facilityId.toLowerCase(), scope)];
  return { from, to, granularity, timeZone, groupBy, facilityId, facilities };
}

function withinScope(facilityId: string, scope: FacilityScope): string {
  if (scope !== "all" && !scope.includes(facilityId)) throw notFound();
  return facilityId;
}

/** The month of `to` and the eleven before it. */
function defaultFrom(to: string): string {
  return startOfPeriod(addMonths(to, -11), "month");
}

/** The filters that have an effect on this report, as its answer states them. */
export function effectiveFilters(
  { span, instants }: Pick<OfferedFilters, "span" | "instants">,
  filters: ReportFilters,
): Record<string, unknown> {
  const { from, to, granularity, timeZone, groupBy, facilityId } = filters;
  return {
    ...(span === "range" && { from, to, granularity }),
    ...(span === "day" && { to }),
    ...(instants && { timeZone }),
    ...(groupBy !== undefined && { groupBy }),
    ...(facilityId !== undefined && { facilityId }),
  };
}
