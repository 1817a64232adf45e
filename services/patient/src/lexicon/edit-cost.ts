/** How far apart two words are: the number of edits, and what these edits cost together. */
import { doubledCost, mergedCost, missingCost, soundCost, substitutionCost, swapCost } from "./letter-costs.ts";

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

const costs = Array.from({ length: lengthMax + 1 }, () => new Float32Array(lengthMax + 1));

/** What the cheapest edits cost that make one word of the other; for words of up to 32 characters. */
export function editCost(typed: string, stored: string): number {
  if (typed.length > lengthMax || stored.length > lengthMax) return lengthMax;
  const cost = (x: number, y: number) => costs[y]?.[x] ?? lengthMax;
  for (let y = 0; y <= stored.length; y += 1) {
    const row = costs[y] ?? new Float32Array();
    for (let x = 0; x <= typed.length; x += 1) {
      if (x === 0 && y === 0) {
        row[0] = 0;
        continue;
      }
      let least = Number.POSITIVE_INFINITY;
      if (x > 0) least = cost(x - 1, y) + additionCost(typed, x - 1);
      if (y > 0) least = Math.min(least, cost(x, y - 1) + additionCost(stored, y - 1));
      if (x > 0 && y > 0) least = Math.min(least, letterCost(typed, stored, x, y, cost));
      row[x] = least;
    }
  }
  return cost(typed.length, stored.length);
}

/** One letter for another, two neighbours swapped, or two read as one. */
function letterCost(typed: string, stored: string, x: number, y: number, cost: (x: number, y: number) => number) {
  const [own, letter] = [typed.charCodeAt(x - 1), stored.charCodeAt(y - 1)];
  // Few mistake the letter with which a name begins.
  const weight = x === 1 && y === 1 ? 1.1 : 1;
  let least = cost(x - 1, y - 1) + substitutionCost(own, letter) * weight;
  if (x > 1 && y > 1 && own === stored.charCodeAt(y - 2) && typed.charCodeAt(x - 2) === letter)
    least = Math.min(least, cost(x - 2, y - 2) + (own === letter ? 0 : swapCost));
  if (x > 1) {
    const merged = mergedCost(typed.charCodeAt(x - 2), own, letter);
    if (merged !== undefined) least = Math.min(least, cost(x - 2, y - 1) + merged);
  }
  if (y > 1) {
    const merged = mergedCost(stored.charCodeAt(y - 2), letter, own);
    if (merged !== undefined) least = Math.min(least, cost(x - 1, y - 2) + merged);
  }
  return least;
}

/** A letter too many or too few: a doubled one and a silent one are forgotten most easily. */
function additionCost(word: string, at: number): number {
  const letter = word.charAt(at);
  if (letter === word.charAt(at - 1) || letter === word.charAt(at + 1)) return doubledCost;
  if (letter === "h" || (letter === "e" && at === word.length - 1)) return soundCost;
  return at === 0 ? missingCost * 1.1 : missingCost;
}
