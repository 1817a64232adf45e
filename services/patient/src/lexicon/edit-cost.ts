/** How likely one word is written for another: what the cheapest edits cost together that make it so. */
import { lengthMax } from "./edits-between.ts";
import {
  doubledCost,
  letterBit,
  mergedCost,
  mergedOf,
  missingCost,
  soundCost,
  substitutionCost,
  swapCost,
} from "./letter-costs.ts";

const width = lengthMax + 1;
/** Costs are counted in whole parts. */
const one = 1_000;
const [doubled, merged, missing, silent, swap] = [doubledCost, mergedCost, missingCost, soundCost, swapCost].map(
  (cost) => Math.round(cost * one),
) as [number, number, number, number, number];
/** Few mistake the letter with which a name begins. */
const firstWeight = 1.1;

/** By place in the word, from 1. */
type Letters = {
  codes: Uint16Array;
  /** What it costs to add the letter or leave it out. */
  additions: Int32Array;
  /** The letters, as bits, for which this one and the one before are taken; and the bit of this one. */
  pairs: Int32Array;
  bits: Int32Array;
};
const createLetters = (): Letters => ({
  codes: new Uint16Array(width),
  additions: new Int32Array(width),
  pairs: new Int32Array(width),
  bits: new Int32Array(width),
});
const [typedLetters, storedLetters] = [createLetters(), createLetters()];
const costs = new Int32Array(width * width);

/**
 * For words of up to 32 letters. What both begin and end with costs nothing and is left out, but for
 * one letter at each side, which may be part of a pair that is read as one.
 */
export function editCost(typed: string, stored: string): number {
  if (typed.length > lengthMax || stored.length > lengthMax) return lengthMax;
  const shorter = Math.min(typed.length, stored.length);
  let [from, end] = [0, 0];
  while (from < shorter && typed.charCodeAt(from) === stored.charCodeAt(from)) from += 1;
  while (
    end < shorter - from &&
    typed.charCodeAt(typed.length - 1 - end) === stored.charCodeAt(stored.length - 1 - end)
  )
    end += 1;
  if (from > 0) from -= 1;
  if (end > 0) end -= 1;
  takeLetters(typed, from, typed.length - end, typedLetters);
  takeLetters(stored, from, stored.length - end, storedLetters);
  return costWithin(from, typed.length - end, stored.length - end) / one;
}

/** Of the letters behind `from`, up to `typedEnd` and `storedEnd`. */
function costWithin(from: number, typedEnd: number, storedEnd: number): number {
  const { additions: more, codes, pairs, bits } = typedLetters;
  const { additions: fewer, codes: others, pairs: otherPairs, bits: otherBits } = storedLetters;
  costs[from * width + from] = 0;
  for (let x = from + 1; x <= typedEnd; x += 1) costs[from * width + x] = at(from * width + x - 1) + (more[x] ?? 0);
  for (let y = from + 1; y <= storedEnd; y += 1) {
    const row = y * width;
    const letter = others[y] ?? 0;
    costs[row + from] = at(row - width + from) + (fewer[y] ?? 0);
    for (let x = from + 1; x <= typedEnd; x += 1) {
      const place = row + x;
      const own = codes[x] ?? 0;
      const substitution = substitutionCost(own, letter) * (x === 1 && y === 1 ? one * firstWeight : one);
      let least = at(place - width - 1) + substitution;
      least = Math.min(least, at(place - 1) + (more[x] ?? 0), at(place - width) + (fewer[y] ?? 0));
      // Where the letters are one, nothing that swaps or joins them is cheaper.
      if (own !== letter && x > from + 1) {
        if (y > from + 1 && own === others[y - 1] && codes[x - 1] === letter)
          least = Math.min(least, at(place - 2 * width - 2) + swap);
        if (((pairs[x] ?? 0) & (otherBits[y] ?? 0)) !== 0) least = Math.min(least, at(place - width - 2) + merged);
      }
      if (own !== letter && y > from + 1 && ((otherPairs[y] ?? 0) & (bits[x] ?? 0)) !== 0)
        least = Math.min(least, at(place - 2 * width - 1) + merged);
      costs[place] = least;
    }
  }
  return at(storedEnd * width + typedEnd);
}

const at = (place: number) => costs[place] ?? 0;

function takeLetters(word: string, from: number, end: number, { codes, additions, pairs, bits }: Letters): void {
  for (let at = from; at < end; at += 1) {
    const code = word.charCodeAt(at);
    codes[at + 1] = code;
    additions[at + 1] = additionCost(word, at);
    pairs[at + 1] = at > 0 ? mergedOf(word.charCodeAt(at - 1), code) : 0;
    bits[at + 1] = letterBit(code);
  }
}

const [letterE, letterH] = [101, 104];

/** A letter too many or too few: a doubled one and a silent one are forgotten most easily. */
function additionCost(word: string, place: number): number {
  const letter = word.charCodeAt(place);
  if (letter === word.charCodeAt(place - 1) || letter === word.charCodeAt(place + 1)) return doubled;
  if (letter === letterH || (letter === letterE && place === word.length - 1)) return silent;
  return place === 0 ? missing * firstWeight : missing;
}
