/** The best of many slots, kept as they are found: by points, then by name, then by id. */
import type { Directory } from "../directory/directory.ts";

export type RankedSlot = { slot: number; points: number };

export type BestSlots = {
  /** Keeps it as long as it is among the best. */
  take(slot: number, points: number): void;
  isFull(): boolean;
  /** Best first. */
  list(): RankedSlot[];
};

export function createBest(directory: Directory, most: number): BestSlots {
  // A heap with the worst on top.
  const slots: number[] = [];
  const points: number[] = [];
  const isWorse = (a: number, b: number) =>
    compareSlots(directory, slots[a] ?? 0, points[a] ?? 0, slots[b] ?? 0, points[b] ?? 0) > 0;

  function exchange(a: number, b: number): void {
    [slots[a], slots[b]] = [slots[b] ?? 0, slots[a] ?? 0];
    [points[a], points[b]] = [points[b] ?? 0, points[a] ?? 0];
  }
  function raise(at: number): void {
    for (let child = at; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!isWorse(child, parent)) break;
      exchange(child, parent);
      child = parent;
    }
  }
  function sink(): void {
    for (let parent = 0; ; ) {
      let worst = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2])
        if (child < slots.length && isWorse(child, worst)) worst = child;
      if (worst === parent) break;
      exchange(parent, worst);
      parent = worst;
    }
  }
  return {
    take(slot, own) {
      if (slots.length < most) {
        slots.push(slot);
        points.push(own);
        raise(slots.length - 1);
      } else if (compareSlots(directory, slot, own, slots[0] ?? 0, points[0] ?? 0) < 0) {
        slots[0] = slot;
        points[0] = own;
        sink();
      }
    },
    isFull: () => slots.length >= most,
    list: () =>
      slots
        .map((slot, at) => ({ slot, points: points[at] ?? 0 }))
        .sort((a, b) => compareSlots(directory, a.slot, a.points, b.slot, b.points)),
  };
}

/** Below zero where the first comes first. */
function compareSlots(directory: Directory, a: number, aPoints: number, b: number, bPoints: number): number {
  if (aPoints !== bPoints) return bPoints - aPoints;
  const { ranks } = directory.lexicon;
  const { sortWords, ids } = directory;
  for (let part = 0; part < 3; part += 1) {
    const [own = 0, other = 0] = [sortWords[a * 3 + part], sortWords[b * 3 + part]];
    if (own !== other) return (ranks[own] ?? 0) - (ranks[other] ?? 0);
  }
  for (let byte = 0; byte < 16; byte += 1) {
    const difference = (ids[a * 16 + byte] ?? 0) - (ids[b * 16 + byte] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
