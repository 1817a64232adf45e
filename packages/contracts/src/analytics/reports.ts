/** Bodies of `/api/analytics`. */
import { type Static, Type } from "typebox";
import { Instant, LocalDate } from "../http/common.ts";

export const reportNames = ["registrations", "age-sex", "geography", "charges", "payments", "balances"] as const;
export type ReportName = (typeof reportNames)[number];

export const granularities = ["day", "week", "month", "quarter", "year"] as const;
/** What some report can be grouped by; each offers some of them, and refuses the others. */
export const reportGroupings = ["sex", "state", "facility", "code", "method", "position"] as const;
export type ReportGrouping = (typeof reportGroupings)[number];
export const reportFormats = ["json", "csv", "svg", "vega-lite"] as const;

export const ReportQuery = Type.Object({
  from: Type.Optional(LocalDate),
  /** Exclusive upper bound is the day after: the range is from–to, both days included. */
  to: Type.Optional(LocalDate),
  /** In the place of `from` and `to`: from the first day that there are figures of to the last. */
  range: Type.Optional(Type.Enum(["all"])),
  granularity: Type.Optional(Type.Enum(granularities)),
  timeZone: Type.Optional(Type.String({ maxLength: 64 })),
  groupBy: Type.Optional(Type.Enum(reportGroupings)),
  facilityId: Type.Optional(Type.String({ format: "uuid" })),
  /** Beside the rows, those of as many periods before; of reports over a range, as JSON or CSV. */
  compare: Type.Optional(Type.Enum(["previous-period"])),
  format: Type.Optional(Type.Enum(reportFormats)),
});
export type ReportQuery = Static<typeof ReportQuery>;

export const ReportColumn = Type.Object({
  name: Type.String(),
  title: Type.String(),
  kind: Type.Enum(["period", "dimension", "count", "money"]),
});

const ReportRows = Type.Array(Type.Record(Type.String(), Type.Unknown()));

/**
 * Where figures are protected: how, in words. They are rounded and not exact, for callers who may
 * not read patients.
 */
const Protected = Type.Optional(Type.String());

/**
 * Rows are objects with a `period`, dimensions, and measures (`count`, or `amount` as money); what
 * is withheld is null, and its row `suppressed`.
 */
export const Report = Type.Object({
  report: Type.Enum(reportNames),
  title: Type.String(),
  filters: Type.Record(Type.String(), Type.Unknown()),
  protected: Protected,
  asOf: Instant,
  lagSeconds: Type.Number(),
  columns: Type.Array(ReportColumn),
  rows: ReportRows,
  /**
   * With `compare`: what was asked to compare with. Its n-th period is the one that goes with the
   * n-th of `rows`.
   */
  compared: Type.Optional(Type.Object({ from: LocalDate, to: LocalDate, rows: ReportRows })),
});
export type Report = Static<typeof Report>;

export const ReportListing = Type.Object({
  reports: Type.Array(
    Type.Object({
      name: Type.Enum(reportNames),
      title: Type.String(),
      description: Type.String(),
      groupBy: Type.Array(Type.Enum(reportGroupings)),
      formats: Type.Array(Type.Enum(reportFormats)),
    }),
  ),
});
export type ReportListing = Static<typeof ReportListing>;

/** A sentence with the numbers it rests on. */
export const Insight = Type.Object({
  id: Type.String(),
  report: Type.Enum(reportNames),
  sentence: Type.String(),
  direction: Type.Enum(["up", "down", "same"]),
  current: Type.Object({ from: LocalDate, to: LocalDate, value: Type.Unknown() }),
  previous: Type.Object({ from: LocalDate, to: LocalDate, value: Type.Unknown() }),
  /** Null when the previous value is zero. */
  changePercent: Type.Union([Type.Number(), Type.Null()]),
});
export const InsightList = Type.Object({
  insights: Type.Array(Insight),
  filters: Type.Record(Type.String(), Type.Unknown()),
  protected: Protected,
  asOf: Instant,
  lagSeconds: Type.Number(),
});
export type InsightList = Static<typeof InsightList>;

export const RebuildStarted = Type.Object({ status: Type.Literal("started"), startedAt: Instant });
export type RebuildStarted = Static<typeof RebuildStarted>;
