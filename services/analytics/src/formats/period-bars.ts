import type { Report } from "@pms/contracts/analytics/reports";
import type { Drawing } from "./report-chart.ts";

/**
 * A bar for every period: of money where there is any, else of the count, in the colours of the
 * groups.
 */
export function periodBars({ columns }: Report): Drawing {
  const measure = columns.find(({ kind }) => kind === "money") ?? columns.find(({ kind }) => kind === "count");
  const group = columns.find(({ kind }) => kind === "dimension");
  return {
    height: 320,
    mark: { type: "bar" },
    encoding: {
      x: { field: "period", type: "ordinal", title: "Period", axis: { labelOverlap: true, labelAngle: -40 } },
      y: { field: measure?.name ?? "count", type: "quantitative", title: measure?.title ?? "Count" },
      ...(group && { color: { field: group.name, type: "nominal", title: group.title } }),
    },
  };
}
