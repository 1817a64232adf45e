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
  const exact = createBest(directory, after ? windowMax : limit);
  const isExact = new Set<number>();
  rankExact(directory, { words: terms.words, criteria: criteriaOf(directory, terms), reach }, (slot, points) => {
    exact.take(slot, points);
    if (isExact.size < windowMax) isExact.add(slot);
  });
  const found = exact.list();
  if (exact.isFull()) return { patients: pageOf(directory, found, limit, after), meanings: undefined };
  const readings = readingsOf(directory.lexicon, terms.words);
  const best = createBest(directory, (after ? windowMax : limit) - found.length);
  const query = { readings, born: terms.born, criteria: numberCriteria(directory, terms), reach };
  const forgiven = rankForgiving(directory, query);
  if (terms.street) {
    const born = terms.born.map((ranges) => bornIn(directory, ranges));
    const there = rankStreet(directory, { street: terms.street, born, reach });
    for (const [slot, points] of there) forgiven.set(slot, Math.max(points, forgiven.get(slot) ?? 0));
  }
  for (const [slot, points] of forgiven) if (!isExact.has(slot)) best.take(slot, points);
  return {
    patients: pageOf(directory, [...found, ...best.list()], limit, after),
    meanings: { lexicon: directory.lexicon, readings },
  };
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
