/** How two streets agree: by their words, whatever the order, as people write them. */
import { isOneEditApart, jaroWinkler } from "./edit-similarity.ts";

/** Words that find one alike in the other address, by their letters; numbers must be the same. */
export function compareStreet(a: readonly string[], b: readonly string[]) {
  if (a.length === 0 || b.length === 0) return undefined;
  const shared = (alike(a, b) + alike(b, a)) / 2;
  if (shared >= 0.95) return "same";
  if (shared >= 0.7) return "near";
  return shared >= 0.4 ? "part" : "different";
}

const weightOf = (word: string) => (/^\d/.test(word) ? 4 : Math.min(word.length, 8));

function alike(words: readonly string[], others: readonly string[]): number {
  let found = 0;
  let all = 0;
  for (const word of words) {
    const weight = weightOf(word);
    all += weight;
    if (others.some((other) => isSameWord(word, other))) found += weight;
  }
  return found / all;
}

function isSameWord(a: string, b: string): boolean {
  if (a === b) return true;
  return !/\d/.test(a) && a.length > 2 && b.length > 2 && (isOneEditApart(a, b) || jaroWinkler(a, b) >= 0.92);
}
