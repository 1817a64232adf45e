/**
 * What no search can do better: who has everything that was typed as well as the one who is meant is
 * as likely meant, and who has it where that one has not stands above. Where the kind of error tells
 * whom it may have been made of (`mayMean`), each of them is as likely meant, too.
 */
import { queryWords } from "@pms/contracts/text/names";
import type { Person } from "./search-patients.ts";

export type Ceiling = (
  query: { q?: string; name?: string; dateOfBirth?: string },
  meant: Person,
  mayMean: ((typed: string, name: string) => boolean) | undefined,
) => { first: number; ten: number };

const keyLength = 2;
const isoDate = /\d{4}-\d{2}-\d{2}/;

/** Counted over the people themselves, without the search: by the names alone, and the birth date where it was typed. */
export function ceilingOf(people: readonly Person[]): Ceiling {
  const byKey = new Map<string, { person: Person; names: string[] }[]>();
  for (const person of people) {
    const names = [person.firstName, person.middleName, person.lastName].flatMap((name) => name?.toLowerCase() ?? []);
    for (const key of new Set(names.map((name) => name.slice(0, keyLength)))) {
      const known = byKey.get(key);
      if (known) known.push({ person, names });
      else byKey.set(key, [{ person, names }]);
    }
  }
  return ({ q, name = q ?? "", dateOfBirth = isoDate.exec(q ?? "")?.[0] }, meant, mayMean) => {
    const words = queryWords(name.replace(isoDate, ""));
    const lists = words.map((word) => byKey.get(word.slice(0, keyLength)) ?? []);
    const shortest = lists.toSorted((a, b) => a.length - b.length)[0] ?? [];
    const isBorn = (person: Person) => dateOfBirth === undefined || person.dateOfBirth === dateOfBirth;
    const begun = shortest.filter(
      ({ person, names }) => isBorn(person) && words.every((word) => names.some((each) => each.startsWith(word))),
    );
    const whole = begun.filter(({ names }) => words.every((word) => names.includes(word)));
    const isAmong = (list: typeof begun) => list.some(({ person }) => person.id === meant.id);
    if (isAmong(whole)) return shareOf(0, whole.length);
    if (isAmong(begun)) return shareOf(whole.length, begun.length - whole.length);
    const [one = "", other = ""] = words;
    const isLike = (a: string, b: string) => (names: string[]) =>
      names.includes(a) && names.some((name) => mayMean?.(b, name));
    const isEqual = (names: string[]) => isLike(one, other)(names) || isLike(other, one)(names);
    const equal = mayMean ? new Set(lists.flat().filter(({ names }) => isEqual(names))).size : 1;
    return shareOf(begun.length, Math.max(1, equal));
  };
}

/** How likely one of `equal` is the first and among ten, with `above` standing before all of them. */
function shareOf(above: number, equal: number): { first: number; ten: number } {
  return { first: above === 0 ? 1 / equal : 0, ten: Math.min(1, Math.max(0, 10 - above) / equal) };
}
