/** Bodies of `/api/analytics`. Which reports and groupings there are is the service's to say. */
import { type Static, type TProperties, Type } from "typebox";
import { Instant, LocalDate } from "../http/common.ts";
import { ReportChart } from "./charts.ts";

export const granularities = ["day", "week", "month", "quarter", "year"] as const;
export const reportFormats = ["json", "csv", "svg", "vega-lite"] as const;
/** As many periods before, or the same days a year before. */
export const comparisons = ["previous-period", "previous-year"] as const;
export type Comparison = (typeof comparisons)[number];

/** What a report is asked with; the service adds `groupBy`, of which it knows the names. */
export const reportFilters = {
  from: Type.Optional(LocalDate),
  /** Exclusive upper bound is the day after: the range is from–to, both days included. */
  to: Type.Optional(LocalDate),
  /** In the place of `from` and `to`: from the first day that there are figures of to the last. */
  range: Type.Optional(Type.Enum(["all"])),
  /** `auto`: what suits the range, and coarser until few figures are withheld. */
  granularity: Type.Optional(Type.Enum([...granularities, "auto"])),
  timeZone: Type.Optional(Type.String({ maxLength: 64 })),
  facilityId: Type.Optional(Type.String({ format: "uuid" })),
  /** Beside the rows, those of another range. */
  compare: Type.Optional(Type.Enum(comparisons)),
  format: Type.Optional(Type.Enum(reportFormats)),
} satisfies TProperties;
export type ReportQuery = Static<ReturnType<typeof Type.Object<typeof reportFilters>>> & { groupBy?: string };

export const ReportColumn = Type.Object({
  name: Type.String(),
  title: Type.String(),
  kind: Type.Enum(["period", "dimension", "count", "money", "percent"]),
});
export type ReportColumn = Static<typeof ReportColumn>;

const ReportRows = Type.Array(Type.Record(Type.String(), Type.Unknown()));

/** How figures are protected, in words, for callers who may not read patients. */
const Protected = Type.Optional(Type.String());

/**
 * Rows are objects with a `period`, dimensions, and measures (`count`, or `amount` as money); what
 * is withheld is null, and its row `suppressed`. A percentage of nothing is null as well.
 */
export const Report = Type.Object({
  report: Type.String(),
  title: Type.String(),
  /** How its rate is made, in words. */
  formula: Type.Optional(Type.String()),
  filters: Type.Record(Type.String(), Type.Unknown()),
  protected: Protected,
  asOf: Instant,
  lagSeconds: Type.Number(),
  columns: Type.Array(ReportColumn),
  chart: ReportChart,
  rows: ReportRows,
  /** With `compare`: the n-th period here goes with the n-th of `rows`. */
  compared: Type.Optional(Type.Object({ from: LocalDate, to: LocalDate, rows: ReportRows })),
});
export type Report = Static<typeof Report>;

export const ReportListing = Type.Object({
  reports: Type.Array(
    Type.Object({
      name: Type.String(),
      title: Type.String(),
      description: Type.String(),
      groupBy: Type.Array(Type.String()),
      /** The parameters that have an effect on this report; others are refused. */
      filters: Type.Array(Type.String()),
      formats: Type.Array(Type.Enum(reportFormats)),
    }),
  ),
});
export type ReportListing = Static<typeof ReportListing>;
export type ListedReport = ReportListing["reports"][number];

const ValueOfRange = Type.Object({ from: LocalDate, to: LocalDate, value: Type.Unknown() });

/** A sentence with the numbers it rests on. */
export const Insight = Type.Object({
  id: Type.String(),
  report: Type.String(),
  title: Type.String(),
  sentence: Type.String(),
  direction: Type.Enum(["up", "down", "same"]),
  current: ValueOfRange,
  /** Null where nothing was to be compared. */
  previous: Type.Union([ValueOfRange, Type.Null()]),
  /** Null when the previous value is zero. */
  changePercent: Type.Union([Type.Number(), Type.Null()]),
});
export type Insight = Static<typeof Insight>;

export const InsightList = Type.Object({
  /** What changed most, in one sentence. */
  headline: Type.String(),
  insights: Type.Array(Insight),
  filters: Type.Record(Type.String(), Type.Unknown()),
  protected: Protected,
  asOf: Instant,
  lagSeconds: Type.Number(),
});
export type InsightList = Static<typeof InsightList>;

export const RebuildStarted = Type.Object({ status: Type.Literal("started"), startedAt: Instant });
export type RebuildStarted = Static<typeof RebuildStarted>;
