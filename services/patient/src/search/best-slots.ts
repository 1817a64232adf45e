/**
 * The best of many slots: by points, then by name, then by id. Counts of how many have which points
 * tell at each moment who need not be looked at any more.
 */
import type { Directory } from "../directory/directory.ts";

export const pointsMax = 1_000;
export type RankedSlot = { slot: number; points: number };

export type BestSlots = {
  /** Whole points, 1 to 1,000; a slot that is taken again keeps the most. */
  take(slot: number, points: number): void;
  /** Who has fewer points is not among the best; 0 while there is room. */
  floor(): number;
  /** Best first. Nothing can be taken afterwards. */
  list(): RankedSlot[];
};

/** By slot; only what `list` has not ended yet is more than 0. */
let pointsOf = new Uint16Array(1024);
let taken: number[] = [];

/** One search at a time: the points of all slots stand in one array that they share. */
export function createBest(directory: Directory, most: number): BestSlots {
  for (const slot of taken) pointsOf[slot] = 0;
  taken = [];
  if (pointsOf.length < directory.size) pointsOf = new Uint16Array(Math.ceil(directory.size * 1.5));
  const counts = new Int32Array(pointsMax + 1);
  // `reached` have at least the points of the floor.
  let [floor, reached] = [0, 0];
  return {
    take(slot, points) {
      const before = pointsOf[slot] ?? 0;
      if (points < floor || points <= before) return;
      if (before === 0) taken.push(slot);
      else if (before >= floor) {
        counts[before] = (counts[before] ?? 0) - 1;
        reached -= 1;
      }
      pointsOf[slot] = points;
      counts[points] = (counts[points] ?? 0) + 1;
      reached += 1;
      for (; reached - (counts[floor] ?? 0) >= most; floor += 1) reached -= counts[floor] ?? 0;
    },
    floor: () => floor,
    list() {
      const best: RankedSlot[] = [];
      for (const slot of taken) {
        const own = { slot, points: pointsOf[slot] ?? 0 };
        pointsOf[slot] = 0;
        if (own.points >= floor) insert(directory, best, own, most);
      }
      taken = [];
      return best;
    },
  };
}

function insert(directory: Directory, best: RankedSlot[], own: RankedSlot, most: number): void {
  let at = best.length;
  while (at > 0 && compareSlots(directory, own, best[at - 1] as RankedSlot) < 0) at -= 1;
  if (at >= most) return;
  best.splice(at, 0, own);
  if (best.length > most) best.pop();
}

/** Below zero where the first comes first. */
function compareSlots({ lexicon: { ranks }, sortWords, ids }: Directory, a: RankedSlot, b: RankedSlot): number {
  if (a.points !== b.points) return b.points - a.points;
  for (let part = 0; part < 3; part += 1) {
    const [own = 0, other = 0] = [sortWords[a.slot * 3 + part], sortWords[b.slot * 3 + part]];
    if (own !== other) return (ranks[own] ?? 0) - (ranks[other] ?? 0);
  }
  for (let byte = 0; byte < 16; byte += 1) {
    const difference = (ids[a.slot * 16 + byte] ?? 0) - (ids[b.slot * 16 + byte] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
