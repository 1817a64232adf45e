/** Marks and axes that all kinds of charts have in common. */
import { compactFigure, inMajorUnits } from "@pms/contracts/analytics/chart-words";

export const ink = "#16232B";
export const edge = "#7C7A70";
/** How far hatching reaches: what is withheld has no size of its own. */
export const hatchedPx = 24;
/** The pattern that `renderSvg` defines. */
export const hatchingId = "withheld";

export const hatched = { type: "bar", fill: `url(#${hatchingId})`, stroke: edge } as const;
/** Where the range compared with had got to: a tick across the bar. */
export const previousMark = { type: "tick", color: ink, thickness: 3 } as const;

/**
 * Round figures with their currency, the same as on the page; the sides of a pyramid have no sign.
 */
export function axisOf(ticks: readonly number[], currency: string | undefined) {
  const values = ticks.map((tick) => inMajorUnits(tick, currency));
  const texts = ticks.map((tick) => compactFigure(Math.abs(tick), currency, "en"));
  const labelExpr = `${JSON.stringify(texts)}[indexof(${JSON.stringify(values)}, datum.value)]`;
  return { axis: { values, labelExpr }, scale: { domain: [values[0] ?? 0, values.at(-1) ?? 1] } };
}
