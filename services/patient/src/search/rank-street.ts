/** Who lives at the house that was typed, such as `12 main`, with a name beside it or without. */
import type { Directory } from "../directory/directory.ts";
import { isStreetWord, looseWord, pairsOf } from "../directory/street-keys.ts";
import { slotsAt } from "../directory/street-places.ts";
import { beginningWith } from "../lexicon/lexicon.ts";
import type { BestSlots } from "./best-slots.ts";
import type { Criterion } from "./criteria.ts";
import type { Reach } from "./reach.ts";
import type { SearchTerms } from "./store/search-patients.ts";

const fewest = 560;
const perWord = 10;
const perMisspelt = 20;
const most = 599;

type StreetQuery = { street: NonNullable<SearchTerms["street"]>; born: readonly Criterion[]; reach: Reach };

/** Each word is one of the street, as it is or misspelt, or begins one of the name. */
export function rankStreet(directory: Directory, { street, born, reach }: StreetQuery, best: BestSlots): void {
  const words = street.words.filter(isStreetWord);
  const { byStreet } = directory;
  const at = (word: string) => slotsAt(byStreet, `${street.number} ${word}`);
  const whole = words.map((word) => new Set(at(word)));
  const pairs = pairsOf(words).map((pair) => looseWord(pair).flatMap(at));
  const loose = words.map((word, place) => {
    const own = looseWord(word).flatMap(at);
    return new Set([...own, ...(pairs[place - 1] ?? []), ...(pairs[place] ?? [])]);
  });
  const there = new Set([...whole, ...loose].flatMap((list) => [...list]));
  for (const slot of there) {
    if (!reach(slot) || born.some((criterion) => criterion(slot) === 0)) continue;
    const others = words.filter((_, place) => !whole[place]?.has(slot));
    const misspelt = others.filter((word) => !hasBegun(directory, slot, word));
    if (misspelt.some((word) => !loose[words.indexOf(word)]?.has(slot))) continue;
    const points = fewest + perWord * words.length - others.length - perMisspelt * misspelt.length;
    best.take(slot, Math.min(most, points));
  }
}

function hasBegun({ lexicon, words, wordsEnd }: Directory, slot: number, word: string): boolean {
  const { from, to } = beginningWith(lexicon, word);
  for (let at = slot === 0 ? 0 : (wordsEnd[slot - 1] ?? 0); at < (wordsEnd[slot] ?? 0); at += 1) {
    const rank = lexicon.ranks[words[at] ?? -1] ?? -1;
    if (from <= rank && rank < to) return true;
  }
  return false;
}
