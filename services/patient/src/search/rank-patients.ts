/** Patients of the directory in the order in which a search shows them. */
import type { Actor } from "@pms/kit/trust/access";
import { type Directory, idOf, sortNameOf } from "../directory/directory.ts";
import { createBest, type RankedSlot } from "./best-slots.ts";
import { bornIn, criteriaOf, numberCriteria } from "./criteria.ts";
import { type Meanings, readingsOf } from "./meanings.ts";
import { rankExact, wordsMax } from "./rank-exact.ts";
import { rankForgiving } from "./rank-forgiving.ts";
import { rankStreet } from "./rank-street.ts";
import { reachOf } from "./reach.ts";
import type { SearchTerms } from "./store/search-patients.ts";

export type RankedPatient = { id: string; sort_name: string; points: number };
/** The place of the last patient of the page before. */
export type RankedAfter = { points: number; sortName: string; id: string };
export type Ranking = {
  patients: RankedPatient[];
  /** Undefined where nothing had to be forgiven. */
  meanings: Meanings | undefined;
};
type Window = { limit: number; after: RankedAfter | undefined; includeInactive: boolean };

/** Hits that can be paged through. */
const windowMax = 200;

/** Whether the directory can say who is meant: names within one's reach, with numbers and dates. */
export function isOfDirectory({ words, emails, identifiers }: SearchTerms, { ownRecordOnly }: Actor): boolean {
  if (ownRecordOnly || emails.length > 0 || identifiers.length > 0) return false;
  return words.length > 0 && words.length <= wordsMax;
}

/**
 * Who has what was typed, as the search of the database has it, and below all of these who may be
 * meant; those are looked for only where the page has room.
 */
export function rankPatients(
  directory: Directory,
  actor: Actor,
  terms: SearchTerms,
  { limit, after, includeInactive }: Window,
): Ranking {
  const reach = reachOf(directory, actor, includeInactive);
  // A later page is what is left of the best 200.
  const best = createBest(directory, after ? windowMax : limit);
  rankExact(directory, { words: terms.words, criteria: criteriaOf(directory, terms), reach }, best);
  const isFull = best.floor() > 0;
  const readings = isFull ? [] : readingsOf(directory.lexicon, terms.words);
  if (!isFull) {
    rankForgiving(directory, { readings, born: terms.born, criteria: numberCriteria(directory, terms), reach }, best);
    if (terms.street) {
      const born = terms.born.map((ranges) => bornIn(directory, ranges));
      rankStreet(directory, { street: terms.street, born, reach }, best);
    }
  }
  const meanings = isFull ? undefined : { lexicon: directory.lexicon, readings };
  return { patients: pageOf(directory, best.list(), limit, after), meanings };
}

function pageOf(directory: Directory, found: readonly RankedSlot[], limit: number, after: RankedAfter | undefined) {
  const all = found.map(({ slot, points }) => ({
    id: idOf(directory, slot),
    sort_name: sortNameOf(directory, slot),
    points,
  }));
  const rest = after ? all.filter((each) => comesAfter(each, after)) : all;
  return rest.slice(0, limit);
}

function comesAfter({ points, sort_name, id }: RankedPatient, after: RankedAfter): boolean {
  if (points !== after.points) return points < after.points;
  return sort_name === after.sortName ? id > after.id : sort_name > after.sortName;
}
