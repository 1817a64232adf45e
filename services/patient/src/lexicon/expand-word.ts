/** Which stored words someone may mean who types a word. */
import type { Chains } from "./chains.ts";
import { bucketsOf, editsMax } from "./deletions.ts";
import { editCost, editsBetween } from "./edit-cost.ts";
import { heardMax } from "./letter-costs.ts";
import type { Lexicon } from "./lexicon.ts";
import { soundCodes } from "./phonetics.ts";

export type WordKind = "exact" | "fuzzy" | "phonetic" | "nickname";
/** `similarity`: above 0, and 1 for the word itself. */
export type WordMatch = { similarity: number; kind: WordKind };
/** By the id of the stored word. */
export type WordMatches = ReadonlyMap<number, WordMatch>;

/** Stored words that are kept for one typed, the most alike. */
const matchesMax = 300;
/** Stored words that are compared at most, for one bucket of letters and for one sound. */
const comparedMax = 4_000;
const farthestCost = 2.6;

export function expandWord(lexicon: Lexicon, typed: string): WordMatches {
  const found = new Map<number, WordMatch>();
  const take = (id: number | undefined, similarity: number, kind: WordKind) => {
    if (id === undefined || similarity <= (found.get(id)?.similarity ?? 0)) return;
    found.set(id, { similarity, kind });
  };
  take(lexicon.ids.get(typed), 1, "exact");
  const { near, far } = lexicon.nicknamesOf(typed);
  for (const name of near) take(lexicon.ids.get(name), 0.84, "nickname");
  for (const name of far) take(lexicon.ids.get(name), 0.7, "nickname");
  takeMisspelt(lexicon, typed, takeSounds(lexicon, typed, take), take);
  if (found.size <= matchesMax) return found;
  const best = [...found].sort(([, a], [, b]) => b.similarity - a.similarity);
  return new Map(best.slice(0, matchesMax));
}

type Take = (id: number, similarity: number, kind: WordKind) => void;

/**
 * Words of one code: the farther they are apart in letters, the less alike.
 * @returns those of the likeliest code
 */
function takeSounds(lexicon: Lexicon, typed: string, take: Take): Set<number> {
  const same = new Set<number>();
  for (const [at, code] of soundCodes(typed).entries()) {
    const isLoose = code.startsWith("*");
    const lettersMax = isLoose ? 2 : 4;
    for (const id of valuesOf(lexicon.sounds, lexicon.soundLists.get(code))) {
      const word = lexicon.words[id] ?? "";
      if (Math.abs(word.length - typed.length) > lettersMax) continue;
      if (at === 0) same.add(id);
      const cost = editCost(typed, word);
      const similarity = isLoose ? 0.7 - 0.12 * cost : 0.83 - 0.07 * cost - 0.04 * at;
      if (cost > 0 && cost <= lettersMax && similarity > 0.3) take(id, similarity, "phonetic");
    }
  }
  return same;
}

/** Words with a few wrong letters, and words that begin with what has some. */
function takeMisspelt(lexicon: Lexicon, typed: string, sameSound: ReadonlySet<number>, take: Take): void {
  const max = editsMax(typed);
  const near = new Set<number>();
  for (const bucket of bucketsOf(typed)) for (const id of valuesOf(lexicon.deletions, bucket)) near.add(id);
  for (const id of near) {
    const word = lexicon.words[id] ?? "";
    const { whole, begun } = editsBetween(typed, word, max);
    if (whole <= max && whole > 0) {
      const cost = editCost(typed, word);
      if (cost > farthestCost) continue;
      // A word of three or four letters with one changed is soon another name.
      const similarity = 1 - (word.length < 5 ? 0.22 : 0.19) * cost;
      const isHeard = cost > 0 && (whole > 1 || cost <= heardMax) && sameSound.has(id);
      take(id, similarity, isHeard ? "phonetic" : "fuzzy");
    } else if (begun <= 1 && typed.length >= 4) {
      take(id, 0.6 - 0.02 * Math.min(8, word.length - typed.length), "fuzzy");
    }
  }
}

function valuesOf({ heads, next, values }: Chains, list: number | undefined): number[] {
  const found: number[] = [];
  if (list === undefined) return found;
  for (let entry = heads[list] ?? 0; entry !== 0 && found.length < comparedMax; entry = next[entry] ?? 0)
    found.push(values[entry] ?? 0);
  return found;
}
