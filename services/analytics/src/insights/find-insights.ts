import { figureOf, isMoney } from "@pms/contracts/analytics/chart-marks";
import { fullFigure } from "@pms/contracts/analytics/chart-words";
import type { Insight, InsightList, Report } from "@pms/contracts/analytics/reports";
import type { Money } from "@pms/contracts/http/common";
import type { Caller } from "@pms/kit/audit/caller";
import { type ReportDeps, runReport } from "../answers/run-report.ts";
import type { Deps } from "../deps.ts";
import { reportList } from "../reports/reports.ts";
import type { ComparedRanges, Range } from "./compared-ranges.ts";
import { headlineOf } from "./headline.ts";
import { type InsightQuery, insightFilters } from "./insight-query.ts";

/** The reports that insights are made of. */
const trends = reportList.flatMap((report) =>
  report.trend ? [{ ...report.trend, report, money: report.protectedForm.money }] : [],
);
type Trend = (typeof trends)[number];
type Compared = { trend: Trend; current: Report; previous: Report | undefined };

/** How the figures of every report with a trend have changed, out of the reports themselves. */
export async function findInsights(
  deps: ReportDeps & Pick<Deps, "audit">,
  caller: Caller,
  query: InsightQuery,
): Promise<InsightList> {
  const { base, ranges, asked } = insightFilters(caller.actor, query);
  const run = (report: Trend["report"], range: Range) =>
    runReport(deps, caller, { report, filters: { ...base, ...range, granularity: "whole" } });
  const found = await Promise.all(
    trends.map(async (trend): Promise<Compared> => {
      const [current, previous] = await Promise.all([
        run(trend.report, ranges.current),
        ranges.previous && run(trend.report, ranges.previous),
      ]);
      return { trend, current, previous };
    }),
  );
  const [first] = found;
  if (!first) throw new Error("There is nothing to compare");
  const { asOf, lagSeconds } = first.current;
  const insights = found.flatMap((answers) => toInsights(answers, ranges, deps.currency));
  const note = found.find(({ current }) => current.protected)?.current.protected;
  deps.audit.record(caller.audit, {
    action: "analytics.insights",
    resourceType: "report",
    details: { count: String(insights.length) },
  });
  return {
    headline: headlineOf(insights),
    insights,
    filters: asked,
    ...(note !== undefined && { protected: note }),
    asOf,
    lagSeconds,
  };
}

function toInsights(
  { trend: { measure, noun, money }, current, previous }: Compared,
  ranges: ComparedRanges,
  currency: string,
): Insight[] {
  const { report } = current;
  const unitOfNull = money ? currency : "";
  const now = measured(current, measure, unitOfNull);
  const before = measured(previous, measure, unitOfNull);
  // Of a currency that is not there nothing has happened, or not enough to be told.
  const nothing = current.protected === undefined ? 0 : null;
  const figure = (of: typeof now, unit: string) => (of.has(unit) ? (of.get(unit) ?? null) : nothing);
  return [...new Set([...now.keys(), ...before.keys()])].map((unit) => {
    const [value, was] = [figure(now, unit), figure(before, unit)];
    const known = ranges.previous !== undefined && value !== null && was !== null && value !== was;
    return {
      id: unit === "" || unit === currency ? `${report}-trend` : `${report}-trend-${unit.toLowerCase()}`,
      report,
      title: noun,
      sentence: ranges.previous ? sentenceOf(noun, unit, value, was) : `${noun}: ${show(value, unit)}.`,
      direction: known ? (value > was ? "up" : "down") : "same",
      current: { ...ranges.current, value: present(value, unit) },
      previous: ranges.previous ? { ...ranges.previous, value: present(was, unit) } : null,
      changePercent: ranges.previous ? changeOf(value, was) : null,
    };
  });
}

/** To a tenth of a percent; null when there is nothing to compare with. */
function changeOf(value: number | null, was: number | null): number | null {
  return value === null || !was ? null : Math.round(((value - was) / Math.abs(was)) * 1_000) / 10;
}

/**
 * The figure of each currency ('' for a count) of the range as a whole, null when it is withheld.
 */
function measured(report: Report | undefined, measure: string, unitOfNull: string): Map<string, number | null> {
  const values = (report?.rows ?? []).map((row) => row[measure]);
  return new Map(values.map((value) => [isMoney(value) ? value.currency : unitOfNull, figureOf(value)]));
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

function show(figure: number | null, unit: string): string {
  return figure === null ? "withheld" : fullFigure(figure, unit === "" ? undefined : unit, "en");
}
