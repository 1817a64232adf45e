/**
 * The colours of series, teal and ochre first: three to one on the surface, and apart in three
 * simulations of colour-blindness. `packages/contracts/test/series-colours.test.ts` measures them.
 */
export const seriesColours = {
  light: ["#0b7d87", "#cd821a", "#4e133a", "#a17fed", "#2307aa", "#7e4412"],
  dark: ["#4cbac2", "#e78d02", "#f4e300", "#6054ec", "#64fae8", "#95606a"],
} as const;
