import type { ChartMark, ChartMarks } from "@pms/contracts/analytics/chart-marks";
import { fullFigure, inMajorUnits, ticksFor } from "@pms/contracts/analytics/chart-words";
import type { Drawing } from "./drawing.ts";
import { axisOf, hatched, hatchedPx, ink, previousMark } from "./marks.ts";

type Bar = { label: string; group: string; side: 1 | -1; value: number | null; previous: number | null };

/** Bars one beneath the other, to the right alone. */
export function drawRanking(shown: ChartMarks, title: string): Drawing {
  const bars = shown.marks.map(({ label, parts, previous }) => bar(label, parts[0], previous?.parts[0], 1));
  return lying(shown, bars, title);
}

/** Bars to the left and to the right, the first group left: the sides of the page. */
export function drawPyramid(shown: ChartMarks, title: string): Drawing {
  const bars = shown.marks.flatMap(({ label, parts, previous }) =>
    parts.map((part, index) => bar(label, part, previous?.parts[index], index === 0 ? -1 : 1)),
  );
  return lying(shown, bars, title);
}

type Part = ChartMark["parts"][number] | undefined;
function bar(label: string, part: Part, previous: Part, side: 1 | -1): Bar {
  return { label, group: part?.group ?? "", side, value: part?.value ?? null, previous: previous?.value ?? null };
}

function lying({ marks, groups, measure, currency }: ChartMarks, bars: readonly Bar[], title: string): Drawing {
  const major = (figure: number) => inMajorUnits(figure, currency);
  const largest = Math.max(...bars.flatMap(({ value, previous }) => [value ?? 0, previous ?? 0]), 0);
  const right = ticksFor(0, largest, currency);
  const ticks = groups.length > 1 ? [...new Set([...right.map((tick) => -tick).toReversed(), ...right])] : right;
  const y = { field: "label", type: "nominal", title, sort: marks.map(({ label }) => label) } as const;
  const x = { type: "quantitative", title: measure.title, ...axisOf(ticks, currency) } as const;
  const known = bars.filter(({ value }) => value !== null);
  const at = (of: readonly Bar[], pick: (bar: Bar) => number) => ({
    values: of.map((each) => ({
      ...each,
      at: each.side * major(pick(each)),
      text: fullFigure(pick(each), currency, "en"),
    })),
  });
  const told = (side: 1 | -1) => ({
    data: at(
      known.filter((each) => each.side === side && each.value),
      ({ value }) => value ?? 0,
    ),
    mark: { type: "text", align: side === 1 ? "left" : "right", dx: 4 * side, fontSize: 13, color: ink } as const,
    encoding: { y, x: { ...x, field: "at" }, text: { field: "text" } } as const,
  });
  const missing = (side: 1 | -1) => ({
    data: at(
      bars.filter((each) => each.side === side && each.value === null),
      () => 0,
    ),
    mark: { ...hatched, x2Offset: side * hatchedPx },
    encoding: { y, x: { ...x, field: "at" }, x2: { field: "at" } } as const,
  });
  return {
    height: { step: 24 },
    layer: [
      {
        data: at(known, ({ value }) => value ?? 0),
        mark: { type: "bar" },
        encoding: {
          y,
          x: { ...x, field: "at", stack: null },
          ...(groups.length > 1 && { color: { field: "group", type: "nominal", title: null, sort: groups } }),
        },
      },
      ...(groups.length > 1 ? [missing(-1), told(-1)] : []),
      missing(1),
      {
        data: at(
          bars.filter(({ previous }) => previous !== null),
          ({ previous }) => previous ?? 0,
        ),
        mark: previousMark,
        encoding: { y, x: { ...x, field: "at" } },
      },
      told(1),
    ],
  };
}
