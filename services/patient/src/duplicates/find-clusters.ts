import type { Queryable } from "@pms/kit/db/statement";
import type { Actor } from "@pms/kit/trust/access";
import { type Cluster, clustersOf } from "./clusters.ts";
import { listLikelyPairs, type PairRow } from "./store/pairs.ts";

/** How many pairs away from a shown one is looked. */
const stepsMax = 3;

/** Of each record of open pairs that is in one, its cluster, within the caller's reach. */
export async function findClusters(
  on: Queryable,
  actor: Actor,
  rows: readonly PairRow[],
): Promise<Map<string, Cluster>> {
  const isOpen = ({ status }: PairRow) => status === "open";
  let frontier = [...new Set(rows.filter(isOpen).flatMap(({ low_id: low, high_id: high }) => [low, high]))];
  const seen = new Set(frontier);
  const links = new Map<string, Pick<PairRow, "low_id" | "high_id">>();
  for (let step = 0; step < stepsMax && frontier.length > 0; step += 1) {
    const found = await listLikelyPairs(on, actor, frontier);
    for (const link of found) links.set(link.low_id + link.high_id, link);
    frontier = [...new Set(found.flatMap(({ low_id: low, high_id: high }) => [low, high]))].filter(
      (id) => !seen.has(id),
    );
    for (const id of frontier) seen.add(id);
  }
  return clustersOf([...links.values()]);
}
