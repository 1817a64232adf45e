import type { Report, ReportName } from "@pms/contracts/analytics/reports";
import type { Kysely } from "kysely";
import type { Slot } from "../facts/slot.ts";
import type { Drawing } from "../formats/report-chart.ts";
import type { ProtectedForm } from "../protected/protected-form.ts";
import type { OfferedFilters, ReportFilters } from "../query/report-filters.ts";
import type { ReportTable } from "../query/report-table.ts";
import type { DB } from "../store/gen/tables.ts";

export type ReportContext = {
  db: Kysely<DB>;
  slot: Slot;
  filters: ReportFilters;
  /** Of zeros, where there is no money yet. */
  currency: string;
};
export type Days = { from: string; to: string };

type OfAnySpan<Name extends ReportName> = {
  name: Name;
  title: string;
  /** The listing adds what is true of all reports. */
  description: string;
  /** The exact figures, for callers who may read patients. */
  read: (context: ReportContext) => Promise<ReportTable>;
  /** The same for all others. */
  protectedForm: ProtectedForm;
  draw: (report: Report) => Drawing;
  /** The measure whose change is an insight, and how its sentence begins. */
  trend?: { measure: string; noun: string };
};

/**
 * Over a range: also the first and the last day that there is anything of, undefined where there is
 * none.
 */
type OverRange = { span: "range"; findDays: (context: Omit<ReportContext, "currency">) => Promise<Days | undefined> };

/** All that the service knows of one report. */
export type ReportDefinition<Name extends ReportName = ReportName> = OfferedFilters &
  OfAnySpan<Name> &
  (OverRange | { span: "day" | "now" });
