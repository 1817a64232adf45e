/** What someone may mean by each word typed, and in how many words they may have meant it. */
import { isParticle } from "@pms/contracts/text/names";
import { expandWord } from "../lexicon/expand-word.ts";
import { beginningWith, type Lexicon } from "../lexicon/lexicon.ts";
import { alike, type WordKind, type WordMatches, wordKinds } from "../lexicon/matches.ts";

/** A word of a reading: one typed, two typed ones in one, or a part of one. */
export type Unit = {
  typed: string;
  matches: WordMatches;
  /** Words that it begins, within the lexicon's order. */
  begun: { from: number; to: number };
  /** Particles come and go: they neither find anybody nor are missed. */
  isParticle: boolean;
};
/** One way to read what was typed; `weight` below 1 where words were joined or cut. */
export type Reading = { units: Unit[]; weight: number };

export type WordMatch = { similarity: number; kind: WordKind };

/** How the words were understood, and the lexicon that says so. */
export type Meanings = { lexicon: Lexicon; readings: readonly Reading[] };

/** What a stored word that only begins as it was typed counts. */
export const begunSimilarity = 0.9;

/** With more, nobody has misspelt a name. */
const unitsMax = 8;
const lettersMax = 40;
const joinedMin = 0.75;
/** Words as short, and words like no stored one, may be pieces of one with their neighbour. */
const pieceMax = 3;
const otherReadingsMax = 4;

/** Readings of the words, the words as they are first; none where there are too many. */
export function readingsOf(lexicon: Lexicon, words: readonly string[]): Reading[] {
  if (words.length === 0 || words.length > unitsMax || words.some(({ length }) => length > lettersMax)) return [];
  const areParticles = words.every(isParticle);
  const unitOf = (typed: string): Unit => ({
    typed,
    matches: expansionOf(lexicon, typed),
    begun: beginningWith(lexicon, typed),
    isParticle: !areParticles && isParticle(typed),
  });
  const units = words.map(unitOf);
  const others = units.flatMap((unit, at) => {
    const around = (own: Unit[], taken: number) => [...units.slice(0, at), ...own, ...units.slice(at + taken)];
    const next = units[at + 1];
    const isCut = next && [unit, next].some((each) => each.typed.length <= pieceMax || !isNear(each));
    const joined = isCut ? unitOf(`${unit.typed}${next.typed}`) : undefined;
    return [
      ...(joined && isNear(joined) ? [{ units: around([joined], 2), weight: 0.97 }] : []),
      ...cutsOf(lexicon, unit).map((parts) => ({ units: around(parts.map(unitOf), 1), weight: 0.95 })),
    ];
  });
  return [{ units, weight: 1 }, ...others.slice(0, otherReadingsMax)];
}

/** Of the matches the first is the most alike. */
const isNear = ({ matches }: Unit): boolean => (matches.similarities[0] ?? 0) >= joinedMin * alike;

/** `johnsmith` as `john smith`: where both are stored words; for what is none itself. */
function cutsOf({ ids }: Lexicon, { typed, matches, begun }: Unit): string[][] {
  if (typed.length < 5 || begun.from < begun.to || matches.similarities[0] === alike) return [];
  const places = Array.from({ length: typed.length - 3 }, (_, at) => at + 2);
  const cuts = places.map((place) => [typed.slice(0, place), typed.slice(place)]);
  const known = cuts.filter((parts) => parts.every((part) => ids.has(part)));
  const shortest = (parts: string[]) => Math.min(...parts.map(({ length }) => length));
  return known.sort((a, b) => shortest(b) - shortest(a)).slice(0, 2);
}

/** Words that were typed lately, by the lexicon; forgotten when it has grown. */
const known = new WeakMap<Lexicon, { words: number; matches: Map<string, WordMatches> }>();
const knownMax = 5_000;

/** What `expandWord` finds, kept for who types on and for the next who looks for the same name. */
export function expansionOf(lexicon: Lexicon, typed: string): WordMatches {
  let own = known.get(lexicon);
  if (!own || own.words !== lexicon.words.length) {
    own = { words: lexicon.words.length, matches: new Map() };
    known.set(lexicon, own);
  }
  const before = own.matches.get(typed);
  if (before) return before;
  const matches = expandWord(lexicon, typed);
  if (own.matches.size >= knownMax) own.matches.clear();
  own.matches.set(typed, matches);
  return matches;
}

/** How the unit comes to mean the stored word, in parts of `alike`; undefined where it does not. */
export function matchOf({ ids }: Lexicon, { typed, matches }: Unit, word: string): WordMatch | undefined {
  const at = matches.ids.indexOf(ids.get(word) ?? -1);
  if (at >= 0) return { similarity: matches.similarities[at] ?? 0, kind: wordKinds[matches.kinds[at] ?? 0] ?? "fuzzy" };
  return word.startsWith(typed) ? { similarity: begunSimilarity * alike, kind: "fuzzy" } : undefined;
}
