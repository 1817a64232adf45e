import { requireFewRows } from "../fill-periods.ts";
import type { Period } from "../periods.ts";

/** More groups than anyone reads side by side: the largest are told apart, and the rest are one group. */
const groupsMax = 100;

/**
 * The groups that are told apart; undefined where these are all there are. The rest is one group more, so that nothing is left
 * out of a total. 400 where there would be more rows than are answered, before they are read.
 * @param rank the largest groups, at most so many. Where figures may be suppressed it has to rank by what no caller chooses:
 * of two answers that differ in which groups are the rest, one of few people could be worked out.
 */
export async function limitGroups(
  periods: readonly Period[],
  rank: (max: number) => Promise<string[]>,
): Promise<{ groups?: string[] }> {
  const ranked = await rank(groupsMax + 1);
  requireFewRows(periods.length * ranked.length);
  return ranked.length > groupsMax ? { groups: ranked.slice(0, groupsMax) } : {};
}
