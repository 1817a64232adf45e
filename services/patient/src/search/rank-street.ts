/** Who lives at the house that was typed, such as `12 main`, with a name beside it or without. */
import type { Directory } from "../directory/directory.ts";
import { isStreetWord } from "../directory/street-keys.ts";
import { slotsAt } from "../directory/street-places.ts";
import { beginningWith } from "../lexicon/lexicon.ts";
import type { BestSlots } from "./best-slots.ts";
import type { Criterion } from "./criteria.ts";
import type { Reach } from "./reach.ts";
import type { SearchTerms } from "./store/search-patients.ts";

const fewest = 560;
const perWord = 10;
const most = 599;

type StreetQuery = { street: NonNullable<SearchTerms["street"]>; born: readonly Criterion[]; reach: Reach };

/** Each word is one of the street, or begins one of the name. */
export function rankStreet(directory: Directory, { street, born, reach }: StreetQuery, best: BestSlots): void {
  const words = street.words.filter(isStreetWord);
  const lists = words.map((word) => new Set(slotsAt(directory.byStreet, `${street.number} ${word}`)));
  for (const slot of new Set(lists.flatMap((list) => [...list]))) {
    const isName = (word: string) => hasBegun(directory, slot, word);
    const others = words.filter((_, at) => !lists[at]?.has(slot));
    if (!reach(slot) || !others.every(isName) || born.some((criterion) => criterion(slot) === 0)) continue;
    best.take(slot, Math.min(most, fewest + perWord * words.length - others.length));
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
