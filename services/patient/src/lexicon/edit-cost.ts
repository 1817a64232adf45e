/** How likely one word is written for another: what the cheapest edits cost together that make it so. */
import { lengthMax } from "./edits-between.ts";
import {
  doubledCost,
  isMerged,
  mergedCost,
  missingCost,
  soundCost,
  substitutionCost,
  swapCost,
} from "./letter-costs.ts";

const width = lengthMax + 1;
/** By place in the word from 1: the letter, and what it costs to add or leave it out. */
type Letters = { codes: Uint16Array; additions: Float32Array };
const createLetters = (): Letters => ({ codes: new Uint16Array(width), additions: new Float32Array(width) });
const [typedLetters, storedLetters] = [createLetters(), createLetters()];
const costs = new Float32Array(width * width);
/** Few mistake the letter with which a name begins. */
const firstWeight = 1.1;

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
  from = Math.max(0, from - 1);
  end = Math.max(0, end - 1);
  takeLetters(typed, from, typed.length - end, typedLetters);
  takeLetters(stored, from, stored.length - end, storedLetters);
  return costWithin(from, typed.length - end, stored.length - end);
}

/** Of the letters behind `from`, up to `typedEnd` and `storedEnd`. */
function costWithin(from: number, typedEnd: number, storedEnd: number): number {
  const { additions: typedAdditions, codes: typedCodes } = typedLetters;
  const { additions: storedAdditions, codes: storedCodes } = storedLetters;
  costs[from * width + from] = 0;
  for (let x = from + 1; x <= typedEnd; x += 1)
    costs[from * width + x] = at(from * width + x - 1) + (typedAdditions[x] ?? 0);
  for (let y = from + 1; y <= storedEnd; y += 1) {
    const row = y * width;
    costs[row + from] = at(row - width + from) + (storedAdditions[y] ?? 0);
    for (let x = from + 1; x <= typedEnd; x += 1) {
      const place = row + x;
      const substitution = substitutionCost(typedCodes[x] ?? 0, storedCodes[y] ?? 0);
      let least = at(place - width - 1) + (x === 1 && y === 1 ? substitution * firstWeight : substitution);
      const more = at(place - 1) + (typedAdditions[x] ?? 0);
      if (more < least) least = more;
      const fewer = at(place - width) + (storedAdditions[y] ?? 0);
      if (fewer < least) least = fewer;
      // Where the letters are one, nothing that joins or swaps them is cheaper.
      costs[place] = substitution === 0 ? least : Math.min(least, pairCost(x - from, y - from, place));
    }
  }
  return at(storedEnd * width + typedEnd);
}

const at = (place: number) => costs[place] ?? 0;

/** Two neighbours swapped, or two read as one; `typed` and `stored` letters stand before `place`. */
function pairCost(typed: number, stored: number, place: number): number {
  const [x, y] = [place % width, Math.floor(place / width)];
  const { codes } = typedLetters;
  const { codes: other } = storedLetters;
  const [own, letter, ownBefore, letterBefore] = [codes[x] ?? 0, other[y] ?? 0, codes[x - 1] ?? 0, other[y - 1] ?? 0];
  let least: number = lengthMax;
  if (typed > 1 && stored > 1 && own === letterBefore && ownBefore === letter)
    least = at(place - 2 * width - 2) + swapCost;
  if (typed > 1 && isMerged(ownBefore, own, letter)) least = Math.min(least, at(place - width - 2) + mergedCost);
  if (stored > 1 && isMerged(letterBefore, letter, own))
    least = Math.min(least, at(place - 2 * width - 1) + mergedCost);
  return least;
}

function takeLetters(word: string, from: number, end: number, { codes, additions }: Letters): void {
  for (let place = from; place < end; place += 1) {
    codes[place + 1] = word.charCodeAt(place);
    additions[place + 1] = additionCost(word, place);
  }
}

const [letterE, letterH] = [101, 104];

/** A letter too many or too few: a doubled one and a silent one are forgotten most easily. */
function additionCost(word: string, place: number): number {
  const letter = word.charCodeAt(place);
  if (letter === word.charCodeAt(place - 1) || letter === word.charCodeAt(place + 1)) return doubledCost;
  if (letter === letterH || (letter === letterE && place === word.length - 1)) return soundCost;
  return place === 0 ? missingCost * firstWeight : missingCost;
}
