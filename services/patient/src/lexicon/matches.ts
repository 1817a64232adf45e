/** The stored words that one typed may mean, each with how alike it is and why. */

export type WordKind = "exact" | "fuzzy" | "phonetic" | "nickname";
/** `similarity`: above 0, and 1 for the word itself. */
export type WordMatch = { similarity: number; kind: WordKind };
/** By the id of the stored word. */
export type WordMatches = ReadonlyMap<number, WordMatch>;

export type Matches = {
  /** Keeps what is most alike; no id is taken as nothing. */
  take(id: number | undefined, similarity: number, kind: WordKind): void;
  /** Whether nobody has asked so for the word before. */
  isNew(id: number): boolean;
  /** The most alike. */
  list(most: number): WordMatches;
};

/** By word: the last of the matches that have compared it, which are numbered. */
let seen = new Uint32Array(1024);
let matchesMade = 0;

/** One at a time: which words have been seen stands in one array that all share. */
export function createMatches(words: number): Matches {
  if (seen.length < words || matchesMade === 2 ** 32 - 1) {
    seen = new Uint32Array(Math.ceil(words * 1.5));
    matchesMade = 0;
  }
  matchesMade += 1;
  const found = new Map<number, WordMatch>();
  return {
    take(id, similarity, kind) {
      if (id === undefined || similarity <= (found.get(id)?.similarity ?? 0)) return;
      found.set(id, { similarity, kind });
    },
    isNew(id) {
      if (seen[id] === matchesMade) return false;
      seen[id] = matchesMade;
      return true;
    },
    list(most) {
      if (found.size <= most) return found;
      const best = [...found].sort(([, a], [, b]) => b.similarity - a.similarity);
      return new Map(best.slice(0, most));
    },
  };
}
