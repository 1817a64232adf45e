/** How likely one letter is typed, read or heard for another, as a cost between 0 and 1. */

/** Rows of keyboards; a key's neighbours are beside it and above and below. QWERTY, QWERTZ, AZERTY. */
const keyboards = [
  ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"],
  ["1234567890", "qwertzuiop", "asdfghjkl", "yxcvbnm"],
  ["1234567890", "azertyuiop", "qsdfghjklm", "wxcvbn"],
];
/** Letters that look alike in print, in hand or to a machine that reads. */
const lookAlike =
  "0o 0d 0q 0c 0u 0a 1l 1i 1t 1j 1f il ij lt it lj ft fi 2z 5s 8b 6b 6g 9g 9q 3e 3b 4a 4h 7t 7z 7l 8s 8a gq co ce oc od oq uv vy nm nh hb bd pq mw nr rn ec ea ao au un eo cg s8 kx vu xk fp tf il yv yg gy hk hn ou kr db do be";
/** Letters that sound alike in some language. */
const soundAlike = "iy ie ey ea ae ai oe ou au uo ck kq cq cs sz cz kx gj gk jy vw vf bv bp dt fp mn lr wu ij hj xs gh";

const keyCost = 0.6;
const lookCost = 0.55;
export const mergedCost = lookCost;
export const soundCost = 0.45;
export const swapCost = 0.52;
export const doubledCost = 0.52;
/** One edit that costs as much at most takes a letter for one that sounds alike. */
export const heardMax = 0.5;
export const missingCost = 0.8;

const letters = 128;
const costs = new Float32Array(letters * letters).fill(1);

function makeCheap(a: string, b: string, cost: number): void {
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const at = one.charCodeAt(0) * letters + other.charCodeAt(0);
    costs[at] = Math.min(costs[at] ?? 1, cost);
  }
}
for (const rows of keyboards)
  for (const [row, keys] of rows.entries())
    for (const [column, key] of [...keys].entries()) {
      const below = rows[row + 1] ?? "";
      for (const beside of [keys[column + 1], below[column - 1], below[column], below[column + 1]])
        if (beside !== undefined) makeCheap(key, beside, keyCost);
    }
for (const pair of lookAlike.split(" ")) makeCheap(pair.charAt(0), pair.charAt(1), lookCost);
for (const pair of soundAlike.split(" ")) makeCheap(pair.charAt(0), pair.charAt(1), soundCost);
for (let letter = 0; letter < letters; letter += 1) costs[letter * letters + letter] = 0;

/** What it costs to take one character for another. */
export function substitutionCost(a: number, b: number): number {
  if (a === b) return 0;
  return a < letters && b < letters ? (costs[a * letters + b] ?? 1) : 1;
}

/** Two letters that are read, heard or written as one, and the other way round. */
const mergers =
  "rn:m nn:m cl:d vv:w ri:n li:h lc:k ci:a ii:u ol:d lo:b in:m ni:m ph:f ck:k th:t sh:s ie:y ee:i oo:u ou:u ks:x gh:g cz:c sz:s dt:t ey:y ae:e oe:o ue:u ch:k kh:k dj:j zh:j ts:z tz:z qu:k";
/** By two Latin letters, the letters for which they are taken, as bits. */
const latin = 32;
const mergedLetters = new Int32Array(latin ** 2);
const pairAt = (first: number, second: number) => (first & 31) * latin + (second & 31);
for (const [first = "", second = "", , one = ""] of mergers.split(" ")) {
  const at = pairAt(first.charCodeAt(0), second.charCodeAt(0));
  mergedLetters[at] = (mergedLetters[at] ?? 0) | letterBit(one.charCodeAt(0));
}

/** The bit of a Latin letter; 0 for any other character. */
export function letterBit(letter: number): number {
  return letter > 96 && letter < 123 ? 1 << (letter & 31) : 0;
}

/** Which letters two neighbours are taken for, as bits. */
export function mergedOf(first: number, second: number): number {
  if (letterBit(first) === 0 || letterBit(second) === 0) return 0;
  return mergedLetters[pairAt(first, second)] ?? 0;
}
