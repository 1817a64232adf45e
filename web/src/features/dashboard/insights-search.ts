/**
 * What the page shows, as its address says it: ranges, a facility and names of reports, no patient.
 */
import type { Comparison } from "@pms/contracts/analytics/reports";
import { type Span, spans } from "./spans.ts";

export type InsightsSearch = {
  range?: Span;
  /** In the place of `range`: the days of a bar that was opened. */
  from?: string;
  to?: string;
  facility?: string;
  compare?: Comparison | "none";
  /** The one report that is shown large, and by what it is divided. */
  report?: string;
  groupBy?: string;
};

const shapes: Record<keyof InsightsSearch, RegExp> = {
  range: new RegExp(`^(${Object.keys(spans).join("|")})$`),
  from: /^\d{4}-\d{2}-\d{2}$/,
  to: /^\d{4}-\d{2}-\d{2}$/,
  facility: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  compare: /^(previous-period|previous-year|none)$/,
  report: /^[a-z-]{1,40}$/,
  groupBy: /^[a-z]{1,40}$/,
};

/** What has another shape is passed over, so that an old address still opens. */
export function readInsightsSearch(search: Record<string, unknown>): InsightsSearch {
  const known = Object.entries(shapes).filter(([name, shape]) => {
    const value = search[name];
    return typeof value === "string" && shape.test(value);
  });
  return Object.fromEntries(known.map(([name]) => [name, search[name]]));
}
