/** Which stored words fit a word that was typed, and how well: what a slot is scored by. */
import type { Directory } from "../directory/directory.ts";
import type { BestSlots } from "./best-slots.ts";

export type MarkedWords = {
  /** How well each word fits, by its id; 0 where it does not. */
  marks: Uint16Array;
  /** The words that fit. */
  ids: number[];
  most: number;
  /** How many slots have one of them, those with several counted as often. */
  bearers: number;
};

/** All zeros but for the search that is under way. */
const scratch: Uint16Array[] = [];

/** @param place among the words of the search: each has an array of its own */
export function openMarks({ lexicon: { words } }: Directory, place: number): MarkedWords {
  let marks = scratch[place];
  if (!marks || marks.length < words.length) {
    marks = new Uint16Array(Math.ceil(words.length * 1.5));
    scratch[place] = marks;
  }
  return { marks, ids: [], most: 0, bearers: 0 };
}

export function markWord({ wordCounts }: Directory, marked: MarkedWords, id: number, mark: number): void {
  const before = marked.marks[id] ?? 0;
  if (mark <= before) return;
  if (before === 0) {
    marked.ids.push(id);
    marked.bearers += wordCounts[id] ?? 0;
  }
  marked.marks[id] = mark;
  if (mark > marked.most) marked.most = mark;
}

export function clearMarks({ marks, ids }: MarkedWords): void {
  for (const id of ids) marks[id] = 0;
}

type Visit = {
  /** The most points that a slot can have whose word has that mark. */
  boundOf: (mark: number) => number;
  visitsMax: number;
  visit: (slot: number) => void;
};

/** Visits whoever has one of the words, those that fit best first, until nobody can be among the best. */
export function visitBearers(
  { byWord: { heads, next, values } }: Directory,
  { ids, marks }: MarkedWords,
  best: BestSlots,
  { boundOf, visitsMax, visit }: Visit,
): void {
  let left = visitsMax;
  for (const id of bestFirst(ids, marks)) {
    if (boundOf(marks[id] ?? 0) < best.floor()) return;
    for (let entry = heads[id] ?? 0; entry !== 0 && left > 0; entry = next[entry] ?? 0) {
      left -= 1;
      visit(values[entry] ?? 0);
    }
  }
}

const idsMax = 2 ** 32;

function bestFirst(ids: readonly number[], marks: Uint16Array): Float64Array {
  const keys = Float64Array.from(ids, (id) => (2 ** 16 - (marks[id] ?? 0)) * idsMax + id);
  return keys.sort().map((key) => key % idsMax);
}
