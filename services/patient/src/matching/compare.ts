/**
 * How two patients agree, field by field: the levels that the weights are for. A field that either
 * record lacks has no level and says nothing.
 */
import type { Born, Comparable } from "./comparable.ts";
import { compareStreet } from "./compare-street.ts";
import { isOneEditApart, jaroWinkler } from "./edit-similarity.ts";
import { isNickname } from "./nicknames.ts";

/** From the strongest agreement down; the last says that they differ. */
export const levels = {
  firstName: ["same", "near", "nickname", "close", "different"],
  lastName: ["same", "near", "close", "different"],
  middleName: ["same", "initial", "different"],
  nameSuffix: ["same", "different"],
  dateOfBirth: ["same", "near", "part", "different"],
  sex: ["same", "different"],
  identifiers: ["same", "near", "different"],
  phoneNumber: ["same", "near", "different"],
  email: ["same", "near", "different"],
  street: ["same", "near", "part", "different"],
  place: ["same", "near", "part", "different"],
} as const;

export type Field = keyof typeof levels;
export type Level = (typeof levels)[Field][number];
export type Comparison = { [F in Field]?: (typeof levels)[F][number] } & {
  /** First and last name stand in each other's place. */
  swapped?: true;
  /** The value that both have, where it is the same: common ones say less. */
  sameFirst?: string;
  sameLast?: string;
  samePlace?: string;
  /** Born so far apart that one may be the other's parent. */
  generation?: true;
};

const generationMinYears = 14;

export function compare(a: Comparable, b: Comparable): Comparison {
  const levelsOf = {
    middleName: compareMiddle(a.middle, b.middle),
    nameSuffix: bothHave(a.suffix, b.suffix, (x, y) => (x === y ? "same" : "different")),
    dateOfBirth: bothHave(a.born, b.born, compareBorn),
    sex: bothHave(a.sex, b.sex, (x, y) => (x === y ? "same" : "different")),
    identifiers: compareIdentifiers(a.identifiers, b.identifiers),
    phoneNumber: best(a.phones, b.phones, nearNumber),
    email: best(a.emails, b.emails, compareEmail),
    street: compareStreet(a.street, b.street),
    place: comparePlace(a, b),
  } as const;
  const comparison: Comparison = compareNames(a, b);
  for (const [field, level] of Object.entries(levelsOf)) if (level) Object.assign(comparison, { [field]: level });
  const place = levelsOf.place === "same" && (a.zip ?? a.city);
  if (place) comparison.samePlace = place;
  if (a.born && b.born && Math.abs(a.born.year - b.born.year) >= generationMinYears) comparison.generation = true;
  return comparison;
}

function bothHave<T, L>(a: T | undefined, b: T | undefined, compareThem: (a: T, b: T) => L): L | undefined {
  return a === undefined || b === undefined ? undefined : compareThem(a, b);
}

type NameLevel = "same" | "near" | "close" | "different";

function nameLevel(a: string, b: string): NameLevel {
  if (a === b) return "same";
  const similarity = jaroWinkler(a, b);
  if (similarity >= 0.94 || (Math.min(a.length, b.length) >= 3 && isOneEditApart(a, b))) return "near";
  const isBegun = Math.min(a.length, b.length) >= 1 && (a.startsWith(b) || b.startsWith(a));
  return similarity >= 0.84 || isBegun ? "close" : "different";
}

const order: readonly string[] = ["same", "near", "nickname", "initial", "close", "part", "different"];
const better = <L extends string>(a: L, b: L): L => (order.indexOf(b) < order.indexOf(a) ? b : a);

/** The best level that any value of one has with any of the other; undefined where one has none. */
function best<L extends string>(
  a: readonly string[],
  b: readonly string[],
  levelOf: (a: string, b: string) => L,
): L | undefined {
  let found: L | undefined;
  for (const x of a)
    for (const y of b) {
      const level = levelOf(x, y);
      found = found === undefined ? level : better(found, level);
    }
  return found;
}

const likeness: Record<string, number> = { same: 3, near: 2, nickname: 2, close: 1 };

function compareNames(a: Comparable, b: Comparable): Comparison {
  const first = best(a.given, b.given, firstNameLevel);
  const last = best(a.surnames, b.surnames, nameLevel);
  const crossed = [best(a.given, b.surnames, nameLevel), best(a.surnames, b.given, nameLevel)] as const;
  const score = (...found: (string | undefined)[]) =>
    found.reduce((sum, level) => sum + (likeness[level ?? ""] ?? 0), 0);
  if (crossed[0] && crossed[1] && score(...crossed) >= 3 && score(...crossed) > score(first, last))
    return { firstName: crossed[0], lastName: crossed[1], swapped: true };
  // Who has one name has it in either field.
  if (first === undefined && last === undefined) return compareOneName(a, b);
  const sameFirst = first === "same" && a.given.find((name) => b.given.includes(name));
  const sameLast = last === "same" && a.surnames.find((name) => b.surnames.includes(name));
  return {
    ...(first && { firstName: first }),
    ...(last && { lastName: last }),
    ...(sameFirst && { sameFirst }),
    ...(sameLast && { sameLast }),
  };
}

/** Records that lack the other's kind of name say nothing by being unlike. */
function compareOneName(a: Comparable, b: Comparable): Comparison {
  const one = best([...a.given, ...a.surnames], [...b.given, ...b.surnames], nameLevel);
  return one === "same" || one === "near" ? { lastName: one } : {};
}

function firstNameLevel(a: string, b: string): NameLevel | "nickname" {
  const level = nameLevel(a, b);
  return level !== "same" && level !== "near" && isNickname(a, b) ? "nickname" : level;
}

function compareMiddle(a: readonly string[], b: readonly string[]): "same" | "initial" | "different" | undefined {
  return best(a, b, (x, y) => {
    if (x === y) return "same";
    if (x.length === 1 || y.length === 1) return x[0] === y[0] ? "initial" : "different";
    return isOneEditApart(x, y) ? "same" : "different";
  });
}

const digitsOf = ({ year, month = 0, day = 0 }: Born) =>
  `${String(year).padStart(4, "0")}${String(month).padStart(2, "0")}${String(day).padStart(2, "0")}`;

/** `near`: one slip of the pen, day and month the other way round, or one part of the three. */
function compareBorn(a: Born, b: Born): "same" | "near" | "part" | "different" {
  if (a.month === undefined || b.month === undefined) return a.year === b.year ? "part" : "different";
  const sameYear = a.year === b.year;
  const sameMonth = a.month === b.month;
  if (a.day === undefined || b.day === undefined) return sameYear && sameMonth ? "part" : "different";
  const sameDay = a.day === b.day;
  if (sameYear && sameMonth && sameDay) return "same";
  if (isOneEditApart(digitsOf(a), digitsOf(b))) return "near";
  if (sameYear && a.day === b.month && a.month === b.day) return "near";
  return Number(sameYear) + Number(sameMonth) + Number(sameDay) === 2 ? "part" : "different";
}

function compareIdentifiers(a: Comparable["identifiers"], b: Comparable["identifiers"]) {
  let found: "same" | "near" | "different" | undefined;
  for (const x of a)
    for (const y of b)
      if (x.system === y.system) {
        const level = nearNumber(x.value, y.value);
        found = found === undefined ? level : better(found, level);
      }
  return found;
}

function nearNumber(a: string, b: string): "same" | "near" | "different" {
  if (a === b) return "same";
  return Math.min(a.length, b.length) >= 6 && isOneEditApart(a, b) ? "near" : "different";
}

function compareEmail(a: string, b: string): "same" | "near" | "different" {
  if (a === b) return "same";
  const sameBox = a.slice(0, a.indexOf("@")) === b.slice(0, b.indexOf("@"));
  return sameBox || isOneEditApart(a, b) ? "near" : "different";
}

function comparePlace(a: Comparable, b: Comparable) {
  const zip = bothHave(a.zip, b.zip, (x, y) => (x === y ? "same" : isOneEditApart(x, y) ? "near" : "different"));
  const city = bothHave(a.city, b.city, nameLevel);
  if (zip === undefined && city === undefined) return undefined;
  const isCity = city === "same" || city === "near";
  if ((zip === "same" || zip === undefined) && (isCity || city === undefined)) return "same";
  if ((zip === "same" && city === "close") || (zip === "near" && isCity)) return "near";
  return zip === "same" || isCity ? "part" : "different";
}
