/** The stored words that one typed may mean, each with how alike it is and why. */

export const wordKinds = ["exact", "fuzzy", "phonetic", "nickname"] as const;
export type WordKind = (typeof wordKinds)[number];

/** Similarity is counted in these parts: the word itself has all of them. */
export const alike = 200;

/** The most alike first; in arrays, as thousands of typed words are kept. */
export type WordMatches = {
  /** Of the stored words. */
  ids: Int32Array;
  similarities: Uint8Array;
  /** Places in `wordKinds`. */
  kinds: Uint8Array;
};

export type Matches = {
  /** Keeps what is most alike, `similarity` being at most 1; no id is taken as nothing. */
  take(id: number | undefined, similarity: number, kind: WordKind): void;
  /** The most alike; nothing can be taken afterwards. */
  list(most: number): WordMatches;
};

/** Ids are below that, so that a similarity and an id are one number to be sorted by. */
const wordsMax = 2 ** 23;

/** By word; zeros between two collections. */
let similarityOf = new Uint8Array(1024);
let kindOf = new Uint8Array(1024);

/** One at a time: what is found stands in arrays that all share. */
export function createMatches(words: number): Matches {
  if (similarityOf.length < words) {
    similarityOf = new Uint8Array(Math.ceil(words * 1.5));
    kindOf = new Uint8Array(Math.ceil(words * 1.5));
  }
  const found: number[] = [];
  return {
    take(id, similarity, kind) {
      const parts = Math.round(similarity * alike);
      if (id === undefined || parts <= (similarityOf[id] ?? 0)) return;
      if (similarityOf[id] === 0) found.push(id);
      similarityOf[id] = parts;
      kindOf[id] = wordKinds.indexOf(kind);
    },
    list(most) {
      const keys = Int32Array.from(found, (id) => (alike - (similarityOf[id] ?? 0)) * wordsMax + id);
      const ids = keys.sort().map((key) => key % wordsMax);
      const best = ids.slice(0, most);
      const matches = { ids: best, similarities: new Uint8Array(best.length), kinds: new Uint8Array(best.length) };
      for (let at = 0; at < best.length; at += 1) {
        matches.similarities[at] = similarityOf[best[at] ?? 0] ?? 0;
        matches.kinds[at] = kindOf[best[at] ?? 0] ?? 0;
      }
      for (const id of found) similarityOf[id] = 0;
      return matches;
    },
  };
}
