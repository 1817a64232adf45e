/** Which stored words someone may mean who types a word. */
import type { Chains } from "./chains.ts";
import { bucketsOf, editsMax } from "./deletions.ts";
import { editCost } from "./edit-cost.ts";
import { type Edits, editsFrom } from "./edits-between.ts";
import { heardMax } from "./letter-costs.ts";
import { letterSet, lettersBeside } from "./letter-sets.ts";
import { type Lexicon, soundListsOf } from "./lexicon.ts";
import { createMatches, type Matches, type WordKind, type WordMatches } from "./matches.ts";
import { readOtherwise, withPrefixes } from "./other-forms.ts";

/** Stored words that are kept for one typed, the most alike. */
const matchesMax = 300;
/** Stored words that are compared at most, by letters and for one sound. */
const comparedMax = 4_000;
const farthestCost = 2.6;
/** Letters from which on a word may only have begun, and how many of them may be wrong. */
const begunMin = 4;
const begunEdits = 1;

/** How alike a word is with another prefix, and what a machine has read otherwise. */
const prefixSimilarity = 0.8;
const readSimilarity = 0.93;

/** How a stored word came to be compared, as bits: each is one more way to be alike. */
const [byLetters, byFirstSound, bySecondSound, byLooseSound] = [1, 2, 4, 8];
/** By word; zeros between two calls. */
let ways = new Uint8Array(1024);

export function expandWord(lexicon: Lexicon, typed: string): WordMatches {
  const found = createMatches(lexicon.words.length);
  found.take(lexicon.ids.get(typed), 1, "exact");
  const { near, far } = lexicon.nicknamesOf(typed);
  for (const name of near) found.take(lexicon.ids.get(name), 0.84, "nickname");
  for (const name of far) found.take(lexicon.ids.get(name), 0.7, "nickname");
  for (const other of withPrefixes(typed)) found.take(lexicon.ids.get(other), prefixSimilarity, "fuzzy");
  takeAlike(lexicon, typed, found, 1);
  for (const read of readOtherwise(typed)) {
    found.take(lexicon.ids.get(read), readSimilarity, "fuzzy");
    takeAlike(lexicon, read, found, readSimilarity);
  }
  return found.list(matchesMax);
}

/** Words that are like that, each as alike as it is to it, times `weight`. */
function takeAlike(lexicon: Lexicon, typed: string, found: Matches, weight: number): void {
  const compare = comparing(typed, found, weight);
  for (const id of candidatesOf(lexicon, typed)) {
    compare(id, lexicon.words[id] ?? "", ways[id] ?? 0);
    ways[id] = 0;
  }
}

/** Words of the same sound, and words that leave the same when letters are missing: each once, with its `ways`. */
function candidatesOf(lexicon: Lexicon, typed: string): number[] {
  const { lengths, letters, sounds, deletions } = lexicon;
  if (ways.length < lexicon.words.length) ways = new Uint8Array(Math.ceil(lexicon.words.length * 1.5));
  const ids: number[] = [];
  const add = (id: number, way: number) => {
    if (ways[id] === 0) ids.push(id);
    ways[id] = (ways[id] ?? 0) | way;
  };
  const { first, second, loose } = soundListsOf(lexicon, typed);
  for (const [list, way, lettersMax] of [
    [first, byFirstSound, 4],
    [second, bySecondSound, 4],
    [loose, byLooseSound, 2],
  ] as const)
    eachOf(sounds, list, (id) => Math.abs((lengths[id] ?? 0) - typed.length) <= lettersMax && add(id, way));
  const own = letterSet(typed);
  const [editsMost, begunMost] = [editsMax(typed), typed.length >= begunMin ? begunEdits : -1];
  for (const bucket of bucketsOf(typed))
    eachOf(deletions, bucket, (id) => {
      // Some that share a bucket are told apart by their letters, before any edit is counted.
      const set = letters[id] ?? 0;
      const missing = lettersBeside(own, set);
      if (missing <= begunMost || (missing <= editsMost && lettersBeside(set, own) <= editsMost)) add(id, byLetters);
    });
  return ids;
}

function eachOf({ heads, next, values }: Chains, list: number, visit: (id: number) => void): void {
  let left = comparedMax;
  for (let entry = heads[list] ?? 0; entry !== 0 && left > 0; entry = next[entry] ?? 0) {
    left -= 1;
    visit(values[entry] ?? 0);
  }
}

/** Takes a stored word by each of its ways: the farther it is in letters, the less alike. */
function comparing(typed: string, { take }: Matches, weight: number) {
  const found = { take: (id: number, similarity: number, kind: WordKind) => take(id, similarity * weight, kind) };
  const max = editsMax(typed);
  const editsTo = editsFrom(typed);
  const none: Edits = { whole: max + 1, begun: begunEdits + 1 };
  return (id: number, word: string, way: number): void => {
    const { whole, begun } = (way & byLetters) !== 0 ? editsTo(word) : none;
    const isNear = whole <= max;
    if (whole === 0) return;
    if (!isNear && begun <= begunEdits && typed.length >= begunMin)
      found.take(id, 0.6 - 0.02 * Math.min(8, word.length - typed.length), "fuzzy");
    if (!isNear && way === byLetters) return;
    const cost = editCost(typed, word);
    const isFirst = (way & byFirstSound) !== 0;
    if (isNear && cost <= farthestCost) {
      const isHeard = cost > 0 && (whole > 1 || cost <= heardMax) && isFirst;
      // A word of three or four letters with one changed is soon another name.
      found.take(id, 1 - (word.length < 5 ? 0.22 : 0.19) * cost, isHeard ? "phonetic" : "fuzzy");
    }
    if (cost === 0 || cost > 4) return;
    if (isFirst) found.take(id, 0.83 - 0.07 * cost, "phonetic");
    else if ((way & bySecondSound) !== 0) found.take(id, 0.79 - 0.07 * cost, "phonetic");
    if ((way & byLooseSound) !== 0 && cost <= 2) found.take(id, 0.7 - 0.12 * cost, "phonetic");
  };
}
