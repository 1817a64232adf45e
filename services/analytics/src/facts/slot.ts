/**
 * Which half of the tables a generation lives in. Written into SQL as a literal, so that the
 * planner sees one half only.
 */
export type Slot = 0 | 1;
