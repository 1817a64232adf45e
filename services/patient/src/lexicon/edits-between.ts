/**
 * Edits that make one word of another, a swap of neighbours being one, counted for all letters of
 * the typed word at once: a column of the table of distances is two sets of bits, where they rise
 * and where they fall (H. Hyyrö, 2003).
 */

export const lengthMax = 32;

/** By letter, the places in the typed word where it stands, as bits; zeros between two calls. */
const places = new Int32Array(2 ** 16);

/** `whole`: to the word itself; `begun`: to its nearest beginning. */
export type Edits = { whole: number; begun: number };

/** Words of up to 32 letters; the answer is one object, that of the call before. */
export function editsFrom(typed: string): (stored: string) => Edits {
  const letters = new Map<number, number>();
  for (let at = 0; at < typed.length; at += 1) {
    const letter = typed.charCodeAt(at);
    letters.set(letter, (letters.get(letter) ?? 0) | (1 << at));
  }
  const last = 1 << (typed.length - 1);
  const edits: Edits = { whole: 0, begun: 0 };
  return (stored) => {
    for (const [letter, bits] of letters) places[letter] = bits;
    let [rises, falls, diagonal, before] = [-1, 0, 0, 0];
    let [count, least] = [typed.length, typed.length];
    for (let at = 0; at < stored.length; at += 1) {
      const same = places[stored.charCodeAt(at)] ?? 0;
      const swapped = ((~diagonal & same) << 1) & before;
      diagonal = (((same & rises) + rises) ^ rises) | same | falls | swapped;
      const more = falls | ~(diagonal | rises);
      const fewer = diagonal & rises;
      if ((more & last) !== 0) count += 1;
      else if ((fewer & last) !== 0) count -= 1;
      if (count < least) least = count;
      const shifted = (more << 1) | 1;
      rises = (fewer << 1) | ~(diagonal | shifted);
      falls = shifted & diagonal;
      before = same;
    }
    for (const letter of letters.keys()) places[letter] = 0;
    edits.whole = count;
    edits.begun = least;
    return edits;
  };
}
