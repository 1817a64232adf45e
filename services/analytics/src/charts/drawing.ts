import type { TopLevelSpec } from "vega-lite";

type Layered = Extract<TopLevelSpec, { layer: unknown }>;
/** What a kind of chart draws, in the frame that all share. */
export type Drawing = Pick<Layered, "layer" | "height">;
