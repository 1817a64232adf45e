/** Every word of the names that are stored, and by what a word is found that was typed otherwise. */
import { addToChain, type Chains, createChains, grown } from "./chains.ts";
import { addDeletions, createDeletions } from "./deletions.ts";
import { letterSet } from "./letter-sets.ts";
import { type NicknamesOf, readNicknames } from "./nicknames.ts";
import { soundCodes } from "./phonetics.ts";

export type Lexicon = {
  /** By id. */
  words: string[];
  ids: Map<string, number>;
  /** By id: how long the word is, and the set of its letters (`letterSet`). */
  lengths: Uint16Array;
  letters: Int32Array;
  /** Ids in the order of the alphabet, of the words that have been put in order. */
  sorted: Int32Array;
  /** The place of each of them in that order. */
  ranks: Int32Array;
  deletions: Chains;
  sounds: Chains;
  /** The list within `sounds` of each code. */
  soundLists: Map<string, number>;
  nicknamesOf: NicknamesOf;
};

export function createLexicon(): Lexicon {
  return {
    words: [],
    ids: new Map(),
    lengths: new Uint16Array(1024),
    letters: new Int32Array(1024),
    sorted: new Int32Array(),
    ranks: new Int32Array(),
    deletions: createDeletions(),
    sounds: createChains(1024),
    soundLists: new Map(),
    nicknamesOf: readNicknames(),
  };
}

/** The word's id; it is taken up where it is new. */
export function takeWord(lexicon: Lexicon, word: string): number {
  const known = lexicon.ids.get(word);
  if (known !== undefined) return known;
  const id = lexicon.words.length;
  lexicon.words.push(word);
  lexicon.ids.set(word, id);
  if (id >= lexicon.lengths.length) {
    lexicon.lengths = grown(lexicon.lengths, id + 1);
    lexicon.letters = grown(lexicon.letters, id + 1);
  }
  lexicon.lengths[id] = word.length;
  lexicon.letters[id] = letterSet(word);
  addDeletions(lexicon.deletions, word, id);
  for (const code of Object.values(soundCodes(word)))
    if (code !== "") addToChain(lexicon.sounds, soundList(lexicon, code), id);
  return id;
}

function soundList({ soundLists }: Lexicon, code: string): number {
  const known = soundLists.get(code);
  if (known !== undefined) return known;
  soundLists.set(code, soundLists.size);
  return soundLists.size - 1;
}

/** The lists within `sounds` of words that sound like that: one that is empty where there are none. */
export function soundListsOf({ soundLists }: Lexicon, word: string) {
  const { first, second, loose } = soundCodes(word);
  const listOf = (code: string) => soundLists.get(code) ?? -1;
  return { first: listOf(first), second: listOf(second), loose: listOf(loose) };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Puts the words in order that have come since the last time. */
export function sortWords(lexicon: Lexicon): void {
  const { words, sorted: before } = lexicon;
  if (before.length === words.length) return;
  const wordOf = (id: number | undefined) => words[id ?? -1] ?? "";
  const added = Array.from({ length: words.length - before.length }, (_, at) => before.length + at);
  added.sort((a, b) => compare(wordOf(a), wordOf(b)));
  const sorted = new Int32Array(words.length);
  const ranks = new Int32Array(words.length);
  for (let at = 0, old = 0, next = 0; at < sorted.length; at += 1) {
    const isOld = next >= added.length || (old < before.length && wordOf(before[old]) < wordOf(added[next]));
    const id = (isOld ? before[old++] : added[next++]) ?? 0;
    sorted[at] = id;
    ranks[id] = at;
  }
  Object.assign(lexicon, { sorted, ranks });
}

/** Where the words that begin like that stand within `sorted`: from, and up to but not at. */
export function beginningWith(lexicon: Lexicon, start: string): { from: number; to: number } {
  const from = firstFrom(lexicon, (word) => word >= start);
  return { from, to: firstFrom(lexicon, (word) => word >= start && !word.startsWith(start)) };
}

function firstFrom({ sorted, words }: Lexicon, isReached: (word: string) => boolean): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (isReached(words[sorted[middle] ?? -1] ?? "")) to = middle;
    else from = middle + 1;
  }
  return from;
}
