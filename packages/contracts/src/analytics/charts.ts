/** How a report is drawn, on the page and in the exported picture alike. */
import { type Static, Type } from "typebox";

/** A bar for every period; what divides the periods has a colour each. */
const Periods = Type.Object({ kind: Type.Literal("periods"), measure: Type.String() });

/** Bands one above the other, `left` and `right` the two values of `side`. */
const Pyramid = Type.Object({
  kind: Type.Literal("pyramid"),
  measure: Type.String(),
  band: Type.String(),
  side: Type.String(),
  left: Type.String(),
  right: Type.String(),
});

/** A bar for every value of `label`, the largest on top or in the order of the rows. */
const Ranking = Type.Object({
  kind: Type.Literal("ranking"),
  measure: Type.String(),
  label: Type.String(),
  order: Type.Enum(["largest", "given"]),
});

export const ReportChart = Type.Union([Periods, Pyramid, Ranking]);
export type ReportChart = Static<typeof ReportChart>;
