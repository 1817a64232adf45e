import type { ReportQuery } from "@pms/contracts/analytics/reports";
import type { FacilityScope } from "@pms/contracts/auth/users";
import { isTimeZone } from "@pms/contracts/text/days-in-zone";
import { invalidField, notFound } from "@pms/kit/problem/problem";
import { addMonths, type Granularity, granularityFor, startOfPeriod, todayIn } from "./periods.ts";
import { type Grouping, groupings } from "./report-table.ts";

/** Which filters a report takes. */
export type OfferedFilters = {
  /** Over a range of periods, as of the end of a day, or as of now. */
  span: "range" | "day" | "now";
  groupBy: readonly Grouping[];
  /** Whether it rests on instants and not on dates, so that the time zone matters. */
  instants: boolean;
};

/** What a report is asked for, complete. `facilities` is the filter within the scope (AZ-3). */
export type ReportFilters = {
  from: string;
  to: string;
  /** `whole`: the range as one period, which only insights ask for. */
  granularity: Granularity | "whole";
  timeZone: string;
  groupBy: Grouping | undefined;
  facilityId: string | undefined;
  facilities: FacilityScope;
};
export type PeriodFilters = ReportFilters & { granularity: Granularity };

const parameters = ["from", "to", "range", "granularity", "timeZone", "facilityId", "compare"] as const;
/** What has no effect is refused: passed over, the figures would look like what was asked for. */
const unused = {
  range: [],
  day: ["granularity", "range"],
  now: ["from", "to", "granularity", "timeZone", "range", "compare"],
} as const satisfies Record<OfferedFilters["span"], readonly (typeof parameters)[number][]>;

/** The parameters that have an effect. Of a day, `from` says only what to compare with. */
export function usedParameters({ span }: Pick<OfferedFilters, "span">): string[] {
  const without: readonly string[] = unused[span];
  return parameters.filter((name) => !without.includes(name));
}

const earliest = "1900-01-01";
const latest = "2199-12-31";

/**
 * Fills in what the caller left out, but for the range of all years. 400 for what makes no sense,
 * 404 for a facility outside of the caller's scope.
 */
export function completeFilters(
  { span, groupBy: offered }: Pick<OfferedFilters, "span" | "groupBy">,
  query: ReportQuery,
  scope: FacilityScope,
): PeriodFilters {
  const { timeZone = "UTC", granularity = "month", facilityId } = query;
  for (const parameter of unused[span])
    if (query[parameter] !== undefined) throw invalidField(`/${parameter}`, "is not offered here");
  if (span === "day" && query.from !== undefined && query.compare !== "previous-period")
    throw invalidField("/from", "says only what to compare with");
  if (!isTimeZone(timeZone))
    throw invalidField("/timeZone", "must be the name of an IANA time zone, like Europe/Paris");
  for (const end of ["from", "to"] as const)
    if (query.range && query[end] !== undefined) throw invalidField(`/${end}`, "goes with no `range`");
  const to = query.to ?? todayIn(timeZone);
  const from = query.from ?? defaultFrom(to);
  if (from > to) throw invalidField("/from", "must not be after `to`");
  if (from < earliest || to > latest) throw invalidField("/from", `must lie between ${earliest} and ${latest}`);
  const groupBy = groupingOf(query.groupBy, offered);
  const facilities = facilityId === undefined ? scope : [withinScope(facilityId.toLowerCase(), scope)];
  const chosen = granularity === "auto" ? granularityFor({ from, to }) : granularity;
  return { from, to, granularity: chosen, timeZone, groupBy, facilityId, facilities };
}

function groupingOf(name: string | undefined, offered: readonly Grouping[]): Grouping | undefined {
  const grouping = groupings.find((each) => each === name);
  if (name === undefined || (grouping && offered.includes(grouping))) return grouping;
  throw invalidField("/groupBy", offered.length ? `must be one of ${offered.join(", ")}` : "is not offered here");
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
