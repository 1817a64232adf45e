import type { ReportChart } from "@pms/contracts/analytics/charts";
import type { Days, ReportContext } from "../measures/report-context.ts";
import type { ProtectedForm } from "../protected/protected-form.ts";
import type { OfferedFilters } from "../query/report-filters.ts";
import type { Grouping, ReportTable } from "../query/report-table.ts";

type OfAnySpan = {
  name: string;
  title: string;
  /** The listing adds what is true of all reports. */
  description: string;
  /** How a rate is made, in words: told with every answer. */
  formula?: string;
  /** The exact figures, for callers who may read patients. */
  read: (context: ReportContext) => Promise<ReportTable>;
  /** The same for all others. */
  protectedForm: ProtectedForm;
  /**
   * By which groupings whoever may see the clinic's money sees exact sums (ADR 38); none where
   * absent.
   */
  clinicTotals?: readonly (Grouping | undefined)[];
  chart: (groupBy: Grouping | undefined) => ReportChart;
  /** The measure whose change is an insight, and how its sentence begins. */
  trend?: { measure: string; noun: string };
};

/** Over a range: also the first and the last day that there is anything of. */
type OverRange = {
  span: "range";
  findDays: (context: Pick<ReportContext, "db" | "slot" | "filters">) => Promise<Days | undefined>;
};

/** All that the service, the API and the pages know of one report. */
export type ReportDefinition = OfferedFilters & OfAnySpan & (OverRange | { span: "day" | "now" });
