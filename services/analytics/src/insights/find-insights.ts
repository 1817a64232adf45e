import type { InsightList, Report } from "@pms/contracts/analytics";
import type { Money } from "@pms/contracts/common";
import type { Actor } from "@pms/kit/http/access";
import type { Deps } from "../deps.ts";
import { isMoney } from "../formats/decimal-amount.ts";
import { seesFewPeople } from "../protected/protected-filters.ts";
import { protectionNote } from "../protected/protection-note.ts";
import { addDays, addMonths, daysBetween, startOfPeriod, todayIn } from "../query/periods.ts";
import { completeFilters } from "../query/report-filters.ts";
import { runReport } from "../reports/run-report.ts";

export const insightPeriods = ["30-days", "week", "month", "quarter", "year"] as const;
export type InsightPeriod = (typeof insightPeriods)[number];
const earlier = (a: string, b: string): string => (a.localeCompare(b) < 0 ? a : b);
type Range = { from: string; to: string };
type Insight = InsightList["insights"][number];

const subjects = [
  { report: "registrations", measure: "count", noun: "Registrations" },
  { report: "charges", measure: "amount", noun: "Charges" },
  { report: "payments", measure: "net", noun: "Payments less refunds" },
] as const;

/** How registrations, charges and payments changed. Figures come out of the reports, and so does what is withheld. */
export async function findInsights(
  deps: Deps,
  actor: Actor,
  query: { period?: InsightPeriod; timeZone?: string; facilityId?: string },
): Promise<InsightList> {
  const { period = "30-days", timeZone = "UTC", facilityId } = query;
  const base = completeFilters("registrations", { timeZone, ...(facilityId && { facilityId }) }, actor);
  const exact = seesFewPeople(actor);
  const ranges = exact ? compare(period, todayIn(timeZone)) : compareWhole(wholeOf[period], todayIn("UTC"));
  const found = await Promise.all(
    subjects.map(async (subject) => {
      const [current, previous] = await Promise.all(
        [ranges.current, ranges.previous].map((range) =>
          runReport(deps, actor, subject.report, { ...base, ...range, granularity: "whole" }),
        ),
      );
      return current && previous ? { subject, current, previous } : [];
    }),
  );
  const [first] = found.flat();
  if (!first) throw new Error("There is nothing to compare");
  const { asOf, lagSeconds } = first.current;
  return {
    insights: found.flat().flatMap((answers) => toInsights(answers, ranges, deps.currency)),
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

/** What is compared for callers who may not read patients: whole months, or whole quarters or years. */
const wholeOf = { "30-days": "month", week: "month", month: "month", quarter: "quarter", year: "year" } as const;

/** The last whole period before today with the one before it. */
export function compareWhole(period: "month" | "quarter" | "year", today: string): { current: Range; previous: Range } {
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
export function compare(period: InsightPeriod, today: string): { current: Range; previous: Range } {
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

function toInsights(
  { subject, current, previous }: { subject: (typeof subjects)[number]; current: Report; previous: Report },
  ranges: { current: Range; previous: Range },
  currency: string,
): Insight[] {
  const { report, measure, noun } = subject;
  const unitOfNull = report === "registrations" ? "" : currency;
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

/** The figure of each currency ('' for a count), null when it is withheld; a range asked for as a whole has one row of each. */
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
