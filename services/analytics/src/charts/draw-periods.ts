import { type ChartMarks, sumOfParts } from "@pms/contracts/analytics/chart-marks";
import { compactFigure, inMajorUnits, periodLabel, ticksFor } from "@pms/contracts/analytics/chart-words";
import type { Drawing } from "./drawing.ts";
import { axisOf, hatched, hatchedPx, ink, previousMark } from "./marks.ts";

/** More labels than these lie across each other, and are turned. */
const uprightMax = 13;

/** A bar for every period, stacked by group; a tick where the range compared with had got to. */
export function drawPeriods({ marks, groups, measure, currency }: ChartMarks): Drawing {
  const major = (figure: number) => inMajorUnits(figure, currency);
  const sums = marks.map(({ parts }) => sumOfParts(parts) ?? 0);
  const before = marks.map(({ previous }) => (previous ? sumOfParts(previous.parts) : null));
  const reached = [0, ...sums, ...before.map((sum) => sum ?? 0)];
  const ticks = ticksFor(Math.min(...reached), Math.max(...reached), currency);
  const divided = groups.length > 1;
  const labels = Object.fromEntries(marks.map(({ label }) => [label, periodLabel(label, "en")]));
  const x = {
    field: "period",
    type: "ordinal",
    title: "Period",
    sort: null,
    axis: {
      labelExpr: `${JSON.stringify(labels)}[datum.value]`,
      labelOverlap: true,
      labelAngle: marks.length > uprightMax ? -40 : 0,
    },
  } as const;
  const y = (field: string) =>
    ({ field, type: "quantitative", title: measure.title, ...axisOf(ticks, currency) }) as const;
  const bars = marks.flatMap(({ label, parts }) =>
    parts.flatMap(({ group, value }) => (value === null ? [] : [{ period: label, group, value: major(value) }])),
  );
  const withheld = marks.flatMap(({ label, parts }, index) =>
    parts.some(({ value }) => value === null) ? [{ period: label, from: major(sums[index] ?? 0) }] : [],
  );
  const ends = before.flatMap((sum, index) =>
    sum === null ? [] : [{ period: marks[index]?.label, value: major(sum) }],
  );
  const told = marks.flatMap(({ label, labelled }, index) =>
    labelled && sums[index]
      ? [{ period: label, value: major(sums[index]), text: compactFigure(sums[index], currency, "en") }]
      : [],
  );
  return {
    height: 320,
    layer: [
      {
        data: { values: bars },
        mark: { type: "bar" },
        encoding: {
          x,
          y: { ...y("value"), stack: "zero" },
          ...(divided && { color: { field: "group", type: "nominal", title: null, sort: groups } }),
        },
      },
      {
        data: { values: withheld },
        mark: { ...hatched, y2Offset: -hatchedPx },
        encoding: { x, y: y("from"), y2: { field: "from" } },
      },
      { data: { values: ends }, mark: previousMark, encoding: { x, y: y("value") } },
      {
        data: { values: told },
        mark: { type: "text", dy: -8, fontSize: 13, color: ink },
        encoding: { x, y: y("value"), text: { field: "text" } },
      },
    ],
  };
}
