/** The letters of words as bits: what two sets do not share says how far apart the words are at least. */

/** Letters that share a bit make words look nearer than they are, never farther. */
export function letterSet(word: string): number {
  let set = 0;
  for (let at = 0; at < word.length; at += 1) set |= 1 << (word.charCodeAt(at) & 31);
  return set;
}

/** How many letters of the one set are not in the other: each takes an edit. */
export function lettersBeside(set: number, other: number): number {
  let rest = set & ~other;
  rest -= (rest >>> 1) & 0x55555555;
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
