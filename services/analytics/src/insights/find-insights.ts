import type { InsightList, Report } from "@pms/contracts/analytics/reports";
import type { Money } from "@pms/contracts/http/common";
import type { Caller } from "@pms/kit/audit/caller";
import type { Deps } from "../deps.ts";
import { isMoney } from "../formats/decimal-amount.ts";
import { filtersFor, mayReadPatients } from "../protected/protected-filters.ts";
import { protectionNote } from "../protected/protection-note.ts";
import { todayIn } from "../query/periods.ts";
import { completeFilters } from "../query/report-filters.ts";
import { reportList } from "../reports/reports.ts";
import { type ReportDeps, runReport } from "../reports/run-report.ts";
import { type ComparedRanges, type InsightPeriod, rangesSoFar, wholeOf, wholeRanges } from "./compared-ranges.ts";

type Insight = InsightList["insights"][number];

/** The reports that insights are made of. */
const trends = reportList.flatMap((report) =>
  report.trend ? [{ ...report.trend, report, money: report.protectedForm.money }] : [],
);
type Trend = (typeof trends)[number];

/**
 * How the figures of every report with a trend have changed. They come out of the reports, and so
 * does what is withheld.
 */
export async function findInsights(
  deps: ReportDeps & Pick<Deps, "audit">,
  caller: Caller,
  query: { period?: InsightPeriod; timeZone?: string; facilityId?: string },
): Promise<InsightList> {
  const { actor } = caller;
  const { period = "30-days", timeZone = "UTC", facilityId } = query;
  const ungrouped = { span: "range" as const, groupBy: [] };
  const wanted = { timeZone, ...(facilityId && { facilityId }) };
  const base = filtersFor(actor, completeFilters(ungrouped, wanted, actor.facilities));
  const exact = mayReadPatients(actor);
  const ranges = exact ? rangesSoFar(period, todayIn(timeZone)) : wholeRanges(wholeOf[period], todayIn("UTC"));
  const run = (report: Trend["report"], range: ComparedRanges["current"]) =>
    runReport(deps, caller, { report, filters: { ...base, ...range, granularity: "whole" } });
  const found = await Promise.all(
    trends.map(async (trend) => {
      const [current, previous] = await Promise.all([
        run(trend.report, ranges.current),
        run(trend.report, ranges.previous),
      ]);
      return { trend, current, previous };
    }),
  );
  const [first] = found;
  if (!first) throw new Error("There is nothing to compare");
  const { asOf, lagSeconds } = first.current;
  const insights = found.flatMap((answers) => toInsights(answers, ranges, deps.currency));
  deps.audit.record(caller.audit, {
    action: "analytics.insights",
    resourceType: "report",
    details: { count: String(insights.length) },
  });
  return {
    insights,
    filters: {
      period: exact ? period : wholeOf[period],
      timeZone: base.timeZone,
      ...(base.facilityId !== undefined && { facilityId: base.facilityId }),
    },
    ...(!exact && { protected: protectionNote }),
    asOf,
    lagSeconds,
  };
}

function toInsights(
  { trend: { measure, noun, money }, current, previous }: { trend: Trend; current: Report; previous: Report },
  ranges: ComparedRanges,
  currency: string,
): Insight[] {
  const { report } = current;
  const unitOfNull = money ? currency : "";
  const now = measured(current, measure, unitOfNull);
  const before = measured(previous, measure, unitOfNull);
  return [...new Set([...now.keys(), ...before.keys()])].map((unit) => {
    // Of a currency that is not there nothing has happened, or not enough to be told.
    const nothing = current.protected === undefined ? 0 : null;
    const value = now.get(unit) === undefined ? nothing : (now.get(unit) ?? null);
    const was = before.get(unit) === undefined ? nothing : (before.get(unit) ?? null);
    return {
      id: unit === "" || unit === currency ? `${report}-trend` : `${report}-trend-${unit.toLowerCase()}`,
      report,
      sentence: sentenceOf(noun, unit, value, was),
      direction: value === null || was === null || value === was ? "same" : value > was ? "up" : "down",
      current: { ...ranges.current, value: present(value, unit) },
      previous: { ...ranges.previous, value: present(was, unit) },
      changePercent: changeOf(value, was),
    };
  });
}

/** To a tenth of a percent; null when there is nothing to compare with. */
function changeOf(value: number | null, was: number | null): number | null {
  return value === null || !was ? null : Math.round(((value - was) / Math.abs(was)) * 1_000) / 10;
}

/**
 * The figure of each currency ('' for a count), null when it is withheld; a range asked for as a
 * whole has one row of each.
 */
function measured(report: Report, measure: string, unitOfNull: string): Map<string, number | null> {
  return new Map(
    report.rows.map((row) => {
      const value = row[measure];
      if (isMoney(value)) return [value.currency, value.amountMinor] as const;
      return [unitOfNull, typeof value === "number" ? value : null] as const;
    }),
  );
}

const present = (value: number | null, unit: string): number | Money | null =>
  value === null || unit === "" ? value : { amountMinor: value, currency: unit };

function sentenceOf(noun: string, unit: string, value: number | null, was: number | null): string {
  if (value === null || was === null) return `${noun}: too few people to compare.`;
  const [now, then] = [show(value, unit), show(was, unit)];
  if (value === was) return `${noun} are the same as in the period before: ${now}.`;
  const change = changeOf(value, was);
  const percent = change === null ? "" : ` by ${Math.abs(change)} %`;
  return `${noun} went ${value > was ? "up" : "down"}${percent}, from ${then} to ${now}.`;
}

function show(value: number, unit: string): string {
  if (unit === "") return value.toLocaleString("en");
  const style = new Intl.NumberFormat("en", { style: "currency", currency: unit });
  return style.format(value / 10 ** (style.resolvedOptions().maximumFractionDigits ?? 2));
}
