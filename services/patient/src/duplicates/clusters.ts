/** Records that hang together by pairs, more than two of them: which may all be one person's. Pure. */

export type Cluster = { id: string; patientIds: string[] };
type Link = { low_id: string; high_id: string };

/** More than these are no one person: what they share says little of each. */
const membersMax = 10;

/** Of each record that is in one, its cluster; called by the smallest id in it. */
export function clustersOf(links: readonly Link[]): Map<string, Cluster> {
  const neighbours = new Map<string, string[]>();
  for (const { low_id: low, high_id: high } of links)
    for (const [one, other] of [
      [low, high],
      [high, low],
    ] as const)
      neighbours.set(one, [...(neighbours.get(one) ?? []), other]);
  const found = new Map<string, Cluster>();
  const seen = new Set<string>();
  for (const start of neighbours.keys()) {
    if (seen.has(start)) continue;
    const members = reachable(start, neighbours);
    for (const id of members) seen.add(id);
    const [id] = members;
    if (id === undefined || members.length < 3 || members.length > membersMax) continue;
    const cluster = { id, patientIds: members };
    for (const member of members) found.set(member, cluster);
  }
  return found;
}

function reachable(start: string, neighbours: ReadonlyMap<string, readonly string[]>): string[] {
  const members = new Set([start]);
  for (const id of members) for (const other of neighbours.get(id) ?? []) members.add(other);
  return [...members].sort();
}
