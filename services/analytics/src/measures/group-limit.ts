import { requireFewRows } from "../query/fill-periods.ts";
import type { Period } from "../query/periods.ts";
import { rowsMax } from "../query/report-table.ts";

/** Of more groups than anyone reads side by side the largest are told apart, the rest are one. */
const groupsMax = 100;
/** Fewer than these are told apart in no report: a coarser granularity is the better question. */
const groupsMin = 5;

/**
 * The groups that are told apart beside one of all others; none where all are. 400 for too many
 * rows.
 * @param rank the largest groups, at most so many
 */
export async function limitGroups(
  periods: readonly Period[],
  rank: (max: number) => Promise<string[]>,
): Promise<{ groups?: string[] }> {
  const fitting = Math.floor(rowsMax / periods.length) - 1;
  const max = Math.min(groupsMax, Math.max(groupsMin, fitting));
  const ranked = await rank(max + 1);
  requireFewRows(periods.length * ranked.length);
  return ranked.length > max ? { groups: ranked.slice(0, max) } : {};
}
