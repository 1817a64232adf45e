/** How far apart two words are: the number of edits, and what these edits cost together. */
import {
  doubledCost,
  isMerged,
  mergedCost,
  missingCost,
  soundCost,
  substitutionCost,
  swapCost,
} from "./letter-costs.ts";

const lengthMax = 32;
const rows = Array.from({ length: 3 }, () => new Int32Array(lengthMax + 1));

/**
 * Edits between two words, a swap of neighbours being one; more than `max` is `max + 1`. With
 * `begun`, between the first word and the nearest beginning of the second.
 */
export function editsBetween(typed: string, stored: string, max: number): { whole: number; begun: number } {
  const far = max + 1;
  if (typed.length > lengthMax || stored.length < typed.length - max) return { whole: far, begun: far };
  let [before, above, row] = rows as [Int32Array, Int32Array, Int32Array];
  for (let at = 0; at <= typed.length; at += 1) above[at] = at;
  let begun = far;
  const end = Math.min(stored.length, typed.length + max);
  for (let y = 1; y <= end; y += 1) {
    const letter = stored.charCodeAt(y - 1);
    row[0] = y;
    let least = y;
    for (let x = 1; x <= typed.length; x += 1) {
      const own = typed.charCodeAt(x - 1);
      let edits = (above[x - 1] ?? 0) + (own === letter ? 0 : 1);
      edits = Math.min(edits, (above[x] ?? 0) + 1, (row[x - 1] ?? 0) + 1);
      if (x > 1 && y > 1 && own === stored.charCodeAt(y - 2) && typed.charCodeAt(x - 2) === letter)
        edits = Math.min(edits, (before[x - 2] ?? 0) + 1);
      row[x] = edits;
      if (edits < least) least = edits;
    }
    begun = Math.min(begun, row[typed.length] ?? far);
    if (least > max) return { whole: far, begun };
    [before, above, row] = [above, row, before];
  }
  const whole = stored.length <= end ? Math.min(far, above[typed.length] ?? far) : far;
  return { whole, begun };
}

const width = lengthMax + 1;
const costs = new Float32Array(width * width);
const [typedAdditions, storedAdditions] = [new Float32Array(width), new Float32Array(width)];
const [typedLetters, storedLetters] = [new Uint16Array(width), new Uint16Array(width)];
/** Few mistake the letter with which a name begins. */
const firstWeight = 1.1;

/** What the cheapest edits cost that make one word of the other; for words of up to 32 characters. */
export function editCost(typed: string, stored: string): number {
  if (typed.length > lengthMax || stored.length > lengthMax) return lengthMax;
  takeLetters(typed, typedLetters, typedAdditions);
  takeLetters(stored, storedLetters, storedAdditions);
  for (let x = 1; x <= typed.length; x += 1) costs[x] = at(x - 1) + (typedAdditions[x] ?? 0);
  for (let y = 1; y <= stored.length; y += 1) {
    const row = y * width;
    costs[row] = at(row - width) + (storedAdditions[y] ?? 0);
    for (let x = 1; x <= typed.length; x += 1) {
      const place = row + x;
      const substitution = substitutionCost(typedLetters[x] ?? 0, storedLetters[y] ?? 0);
      let least = at(place - width - 1) + (x === 1 && y === 1 ? substitution * firstWeight : substitution);
      const more = at(place - 1) + (typedAdditions[x] ?? 0);
      if (more < least) least = more;
      const fewer = at(place - width) + (storedAdditions[y] ?? 0);
      if (fewer < least) least = fewer;
      // Where the letters are one, nothing that joins or swaps them is cheaper.
      costs[place] = substitution === 0 ? least : Math.min(least, pairCost(x, y, place));
    }
  }
  return at(stored.length * width + typed.length);
}

const at = (place: number) => costs[place] ?? 0;

/** Two neighbours swapped, or two read as one. */
function pairCost(x: number, y: number, place: number): number {
  const [own, letter] = [typedLetters[x] ?? 0, storedLetters[y] ?? 0];
  const [ownBefore, letterBefore] = [typedLetters[x - 1] ?? 0, storedLetters[y - 1] ?? 0];
  let least: number = lengthMax;
  if (x > 1 && y > 1 && own === letterBefore && ownBefore === letter) least = at(place - 2 * width - 2) + swapCost;
  if (x > 1 && isMerged(ownBefore, own, letter)) least = Math.min(least, at(place - width - 2) + mergedCost);
  if (y > 1 && isMerged(letterBefore, letter, own)) least = Math.min(least, at(place - 2 * width - 1) + mergedCost);
  return least;
}

function takeLetters(word: string, letters: Uint16Array, additions: Float32Array): void {
  for (let place = 0; place < word.length; place += 1) {
    letters[place + 1] = word.charCodeAt(place);
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
