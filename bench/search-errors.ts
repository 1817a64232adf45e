/** How someone may type a person's name and birth date, by kind of error. */
import { doubleMetaphone } from "double-metaphone";
import { readNicknames } from "../services/patient/src/lexicon/nicknames.ts";
import { type Lists, pick, type Random } from "./search-names.ts";
import type { Person } from "./search-patients.ts";

/** Undefined where the person's name has no place for such an error. */
export type MakeQuery = (person: Person, random: Random) => object | undefined;

type Edit = (name: string, random: Random) => string | undefined;

const lettersMin = 4;
const placeIn = (name: string, random: Random, from = 0) => from + Math.floor(random() * (name.length - from));
const replaced = (name: string, at: number, length: number, text: string) =>
  name.slice(0, at) + text + name.slice(at + length);

/** An edit of one of the two names, long enough to bear it. */
function inOneName(edit: Edit): MakeQuery {
  return ({ firstName, lastName }, random) => {
    const inFirst = random() < 0.5;
    const name = (inFirst ? firstName : lastName).toLowerCase();
    const edited = name.length >= lettersMin ? edit(name, random) : undefined;
    if (edited === undefined || edited === name) return undefined;
    return { q: inFirst ? `${edited} ${lastName}` : `${firstName} ${edited}` };
  };
}

function fromTable(table: Lists["ocr"]): Edit {
  return (name, random) => {
    const places = Object.keys(table).flatMap((key) =>
      [...name].flatMap((_, at) => (name.startsWith(key, at) ? [{ at, key }] : [])),
    );
    if (places.length === 0) return undefined;
    const { at, key } = pick(places, random);
    // What is no letter or digit ends a word.
    const instead = (table[key] ?? []).filter((each) => /^[a-z0-9]+$/i.test(each) && each !== key);
    return instead.length === 0 ? undefined : replaced(name, at, key.length, pick(instead, random).toLowerCase());
  };
}

const missing: Edit = (name, random) => replaced(name, placeIn(name, random), 1, "");
const doubled: Edit = (name, random) => {
  const at = placeIn(name, random);
  return replaced(name, at, 0, name.charAt(at));
};
const swapped: Edit = (name, random) => {
  const at = Math.floor(random() * (name.length - 1));
  return replaced(name, at, 2, name.charAt(at + 1) + name.charAt(at));
};

/** Whether the one name is a phonetic variant of the other, as far as these errors go. */
const soundsAlike = (name: string, other: string): boolean =>
  other !== name &&
  other.slice(0, 2).toLowerCase() === name.slice(0, 2).toLowerCase() &&
  Math.abs(other.length - name.length) <= 2 &&
  doubleMetaphone(other)[0] === doubleMetaphone(name)[0];

/** Other names of the census that sound the same, by Double Metaphone, and begin alike. */
function soundingLike(lists: Lists): MakeQuery {
  const groups = [lists.first, lists.last].map(({ names }) => Map.groupBy(names, (name) => doubleMetaphone(name)[0]));
  const variant = (group: Map<string, string[]> | undefined, name: string, random: Random) => {
    const alike = (group?.get(doubleMetaphone(name)[0]) ?? []).filter((other) => soundsAlike(name, other));
    return alike.length === 0 || name.length < lettersMin ? undefined : pick(alike, random);
  };
  return ({ firstName, lastName }, random) => {
    const inFirst = random() < 0.5;
    const other = inFirst ? variant(groups[0], firstName, random) : variant(groups[1], lastName, random);
    return other === undefined ? undefined : { q: inFirst ? `${other} ${lastName}` : `${firstName} ${other}` };
  };
}

/** By kind, whether someone of that name may be meant by what was typed: all of them equally, for all that is known. */
export function mayMean(kind: string): ((typed: string, name: string) => boolean) | undefined {
  const nicknamesOf = readNicknames();
  if (kind === "phonetic") return (typed, name) => name.length >= lettersMin && soundsAlike(typed, name);
  if (kind === "nickname") return (typed, name) => nicknamesOf(name).near.includes(typed);
  if (kind === "missing letter")
    return (typed, name) =>
      name.length === typed.length + 1 && [...name].some((_, at) => replaced(name, at, 1, "") === typed);
  return undefined;
}

export function errorKinds(lists: Lists): Record<string, MakeQuery> {
  const nicknamesOf = readNicknames();
  const neighbour = fromTable(lists.keyboard);
  const edits = [neighbour, missing, doubled, swapped];
  const any: Edit = (name, random) => pick(edits, random)(name, random);
  const prefix = (name: string) => name.slice(0, Math.max(3, Math.ceil(name.length * 0.6)));
  return {
    exact: ({ firstName, lastName }) => ({ q: `${firstName} ${lastName}` }),
    "neighbouring key": inOneName(neighbour),
    "missing letter": inOneName(missing),
    "doubled letter": inOneName(doubled),
    "swapped letters": inOneName(swapped),
    OCR: inOneName(fromTable(lists.ocr)),
    phonetic: soundingLike(lists),
    nickname: ({ firstName, lastName }, random) => {
      const { near } = nicknamesOf(firstName.toLowerCase());
      return near.length === 0 ? undefined : { q: `${pick(near, random)} ${lastName}` };
    },
    "two letters in one name": inOneName((name, random) => {
      const once = name.length >= 6 ? any(name, random) : undefined;
      return once && any(once, random);
    }),
    "both names, birth date right": ({ firstName, lastName, dateOfBirth }, random) => {
      const [first, last] = [firstName, lastName].map((name) => any(name.toLowerCase(), random));
      return first && last ? { q: `${first} ${last} ${dateOfBirth}` } : undefined;
    },
    "both names": ({ firstName, lastName }, random) => {
      if (firstName.length < lettersMin || lastName.length < lettersMin) return undefined;
      const [first, last] = [firstName, lastName].map((name) => any(name.toLowerCase(), random));
      return first && last ? { q: `${first} ${last}` } : undefined;
    },
    "day and month swapped": ({ firstName, lastName, dateOfBirth }) => {
      const [year, month, day] = dateOfBirth.split("-");
      return Number(day) > 12 || day === month
        ? undefined
        : { name: `${firstName} ${lastName}`, dateOfBirth: `${year}-${day}-${month}` };
    },
    "birth date off by one field": ({ firstName, lastName, dateOfBirth }, random) => {
      const parts = dateOfBirth.split("-").map(Number);
      const [year = 0, month = 0, day = 0] = parts;
      const other = pick(
        [
          [year + (random() < 0.5 ? 1 : 10), month, day],
          [year, (month % 12) + 1, day],
          [year, month, (day % 28) + 1],
        ],
        random,
      );
      const [y, m, d] = other.map((part) => String(part).padStart(2, "0"));
      const typed = `${y}-${m}-${d}`;
      const isDay = new Date(`${typed}T00:00:00Z`).toISOString().startsWith(typed) && typed < "2026";
      return isDay ? { name: `${firstName} ${lastName}`, dateOfBirth: typed } : undefined;
    },
    prefixes: ({ firstName, lastName }) => ({ q: `${prefix(lastName)} ${prefix(firstName)}` }),
    "last name alone begun, birth date": ({ lastName, dateOfBirth }) => ({ q: `${prefix(lastName)} ${dateOfBirth}` }),
    "names joined": ({ firstName, lastName }) => ({ q: `${firstName}${lastName}` }),
  };
}
