/** Who has every word as it was typed, whole or begun: what the search of the database finds. */
import type { Directory } from "../directory/directory.ts";
import { beginningWith } from "../lexicon/lexicon.ts";
import type { Criterion } from "./criteria.ts";
import type { Reach } from "./reach.ts";
import { formsOf } from "./word-forms.ts";

/** Bits of a number: what has more words is searched for in the database. */
export const wordsMax = 24;

type Range = { from: number; to: number };
/** Of each word by id, as bits: which typed words it begins with, and which it is. */
let begun = new Uint32Array(1024);
let whole = new Uint32Array(1024);
/** The last search that has looked at a slot. */
let seen = new Uint32Array(1024);
let searches = 0;

export type ExactQuery = { words: readonly string[]; criteria: readonly Criterion[]; reach: Reach };

/** Gives each one found with its points: 600 to 1,000. */
export function rankExact(
  directory: Directory,
  { words, criteria, reach }: ExactQuery,
  take: (slot: number, points: number) => void,
): void {
  makeRoom(directory);
  const { lexicon } = directory;
  const ranges = words.map((_, at) => formsOf(words, at).map((form) => beginningWith(lexicon, form)));
  try {
    const counts = ranges.map((each, at) => mark(directory, each, 1 << at));
    for (const [at, word] of words.entries()) {
      const id = lexicon.ids.get(word);
      if (id !== undefined) whole[id] = (whole[id] ?? 0) | (1 << at);
    }
    const fewest = Math.min(...counts);
    if (fewest === 0) return;
    const pointsOf = namePoints(directory, words);
    const all = 2 ** words.length - 1;
    eachSlot(directory, ranges[counts.indexOf(fewest)] ?? [], (slot) => {
      if (!reach(slot)) return;
      const from = slot === 0 ? 0 : (directory.wordsEnd[slot - 1] ?? 0);
      let [begins, wholes] = [0, 0];
      for (let at = from; at < (directory.wordsEnd[slot] ?? 0); at += 1) {
        const id = directory.words[at] ?? 0;
        begins |= begun[id] ?? 0;
        wholes |= whole[id] ?? 0;
      }
      if (begins !== all) return;
      let points = pointsOf(slot, wholes);
      for (const criterion of criteria) {
        const more = criterion(slot);
        if (more === 0) return;
        points += more;
      }
      take(slot, Math.floor(points / (criteria.length + 1)));
    });
  } finally {
    for (const { from, to } of ranges.flat())
      for (let at = from; at < to; at += 1) {
        const id = lexicon.sorted[at] ?? 0;
        begun[id] = 0;
        whole[id] = 0;
      }
  }
}

function makeRoom({ lexicon: { words }, size }: Directory): void {
  if (begun.length < words.length) {
    begun = new Uint32Array(words.length * 1.5);
    whole = new Uint32Array(words.length * 1.5);
  }
  if (seen.length < size || searches > 4e9) {
    seen = new Uint32Array(Math.max(seen.length, size * 1.5));
    searches = 0;
  }
  searches += 1;
}

/** @returns how many slots have one of the words, those with several counted as often */
function mark({ lexicon: { sorted }, wordCounts }: Directory, ranges: readonly Range[], bit: number): number {
  let count = 0;
  for (const { from, to } of ranges)
    for (let at = from; at < to; at += 1) {
      const id = sorted[at] ?? 0;
      begun[id] = (begun[id] ?? 0) | bit;
      count += wordCounts[id] ?? 0;
    }
  return count;
}

/** Each slot once that has a word of the ranges. */
function eachSlot({ lexicon: { sorted }, byWord }: Directory, ranges: readonly Range[], visit: (slot: number) => void) {
  const { heads, next, values } = byWord;
  for (const { from, to } of ranges)
    for (let at = from; at < to; at += 1)
      for (let entry = heads[sorted[at] ?? 0] ?? 0; entry !== 0; entry = next[entry] ?? 0) {
        const slot = values[entry] ?? 0;
        if (seen[slot] === searches) continue;
        seen[slot] = searches;
        visit(slot);
      }
}

/**
 * A whole word counts 900 and a begun one 600, up to 40 more the less of it is left to type, in the
 * mean; the last name adds up to 100.
 */
function namePoints(directory: Directory, words: readonly string[]) {
  const { lexicon, sortWords } = directory;
  const wholeNames = new Set([...words, words.join("")].flatMap((name) => lexicon.ids.get(name) ?? []));
  const begins = words.map((word) => beginningWith(lexicon, word));
  return (slot: number, wholes: number) => {
    let sum = 0;
    for (const [at, word] of words.entries())
      sum += (wholes & (1 << at)) !== 0 ? 900 : 600 + (40 * word.length) / shortestBegun(directory, slot, 1 << at);
    const points = Math.floor(sum / words.length);
    const lastName = sortWords[slot * 3] ?? 0;
    if (wholeNames.has(lastName)) return points + 100;
    const rank = lexicon.ranks[lastName] ?? 0;
    return begins.some(({ from, to }) => from <= rank && rank < to) ? points + 50 : points;
  };
}

/** Letters of the shortest of the slot's words that the typed one begins. */
function shortestBegun({ lexicon, words, wordsEnd }: Directory, slot: number, bit: number): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let at = slot === 0 ? 0 : (wordsEnd[slot - 1] ?? 0); at < (wordsEnd[slot] ?? 0); at += 1) {
    const id = words[at] ?? 0;
    if (((begun[id] ?? 0) & bit) === 0) continue;
    const { length = shortest } = lexicon.words[id] ?? {};
    if (length < shortest) shortest = length;
  }
  return shortest;
}
