import type { Patient } from "@pms/contracts/patients/patient";
import type { PatientHit } from "@pms/contracts/patients/search";
import { allNameWords, joined, nameWords } from "@pms/contracts/text/names";
import { firstDayOf } from "@pms/contracts/text/partial-dates";
import { type PhoneCountry, type PhoneQuery, phoneKey } from "@pms/contracts/text/phone-numbers";
import { looseWord, pairsOf, streetKeys } from "../directory/street-keys.ts";
import type { Lexicon } from "../lexicon/lexicon.ts";
import { type Meanings, matchOf, type Unit, type WordMatch } from "./meanings.ts";
import { nearDate } from "./near-dates.ts";
import type { SearchTerms } from "./store/search-patients.ts";
import { formsOf } from "./word-forms.ts";

type Matches = PatientHit["matchedOn"];
type Kind = Matches[number]["kind"];

/**
 * Why a patient is among the hits: the fields that fit what was typed, and how well. `meanings`
 * are given where something had to be forgiven.
 */
export function matchedOn(
  patient: Patient,
  terms: SearchTerms,
  country: PhoneCountry,
  meanings: Meanings | undefined,
): Matches {
  const house = houseWords(patient, terms);
  const words = terms.words.filter((word) => !house.words.includes(word));
  const matches = matchedNames(patient, words, meanings);
  const born = bornOf(patient, terms);
  if (born) matches.push({ field: "dateOfBirth", kind: born });
  if (terms.numbers.some(({ mrn }) => mrn === patient.mrn)) matches.push({ field: "mrn", kind: "identifier" });
  else if (terms.numbers.some(({ mrnStart }) => mrnStart !== undefined && patient.mrn.startsWith(mrnStart)))
    matches.push({ field: "mrn", kind: "prefix" });
  const phone = phoneOf(patient, terms, country);
  if (phone) matches.push({ field: "phoneNumber", kind: phone });
  const known = [patient.email, ...(patient.emails ?? []).map(({ address }) => address)];
  const email = bestOf(
    known.flatMap((each) => each?.toLowerCase() ?? []),
    terms.emails,
  );
  if (email) matches.push({ field: "email", kind: email });
  if (house.words.length > 0) matches.push({ field: "address", kind: house.isLoose ? "fuzzy" : "exact" });
  if (terms.identifiers.length > 0) matches.push({ field: "identifiers", kind: "identifier" });
  return matches;
}

/** The words that stand in the patient's street, where the house number does too; `loose` if misspelt. */
function houseWords({ address, addresses = [] }: Patient, { street }: SearchTerms) {
  if (!street) return { words: [], isLoose: false };
  const keys = new Set([address, ...addresses].flatMap((each) => streetKeys(each?.street ?? "")));
  const has = (word: string) => keys.has(`${street.number} ${word}`);
  const whole = street.words.filter(has);
  const forms = (at: number) => [street.words[at] ?? "", ...pairsOf(street.words.slice(Math.max(0, at - 1), at + 2))];
  const loose = street.words.filter((_, at) => forms(at).flatMap(looseWord).some(has));
  return { words: whole.length > 0 ? whole : loose, isLoose: whole.length === 0 };
}

const nameFields = ["firstName", "middleName", "lastName", "maidenName"] as const;

/** Names that were shown lately: many people share them, and each page shows twenty. */
const known = new Map<string, string[]>();
const knownMax = 20_000;

function wordsOf(name: string): string[] {
  const before = known.get(name);
  if (before) return before;
  const words = nameWords(name);
  if (known.size >= knownMax) known.clear();
  known.set(name, words);
  return words;
}

/** A name that fits only across its fields, such as `小明欧阳` of 欧阳 and 小明, is matched as a whole. */
function matchedNames(patient: Patient, words: readonly string[], meanings: Meanings | undefined): Matches {
  if (words.length === 0) return [];
  const typed = [...words, ...joined(words)];
  const stored = namesOf(patient);
  const fields = stored.flatMap(({ field, words: own, use }) => {
    const kind = bestOf(own, typed);
    return kind ? [{ field, kind: use ?? kind }] : [];
  });
  const isIn = (own: readonly string[]) => (word: string, at: number) =>
    bestOf(own, [word]) !== undefined || bestOf(own, formsOf(words, at)) !== undefined;
  if (words.every(isIn(stored.flatMap((each) => each.words)))) return fields;
  const all = [patient, ...(patient.names ?? [])].flatMap(allNameWords);
  const missed = words.filter((word, at) => !isIn(all)(word, at));
  if (missed.length > 0 && meanings) return withForgiven(fields, forgivenNames(stored, missed, meanings));
  const kind = fields.length > 0 ? undefined : bestOf(all, typed);
  return kind ? [{ field: "name", kind }] : fields;
}

/** Where a field fits in both ways, what had to be forgiven is what it says. */
function withForgiven(fields: Matches, forgiven: Matches): Matches {
  const others = fields.filter(({ field }) => forgiven.every((each) => each.field !== field));
  const order: readonly string[] = nameFields;
  return [...others, ...forgiven].sort((a, b) => order.indexOf(a.field) - order.indexOf(b.field));
}

type StoredNames = readonly { field: string; words: readonly string[]; use?: "former" | "nickname" | undefined }[];

/** Each field that is known; of the other names all parts in one, which are looked at last. */
function namesOf(patient: Patient): StoredNames {
  const flat = nameFields.flatMap((field) => {
    const name = patient[field];
    return name ? [{ field, words: wordsOf(name), use: field === "maidenName" ? ("former" as const) : undefined }] : [];
  });
  const others = (patient.names ?? []).map(({ use, firstName = "", middleName = "", lastName = "" }) => ({
    field: "names",
    words: [firstName, middleName, lastName].flatMap(wordsOf),
    use: use === "former" || use === "nickname" ? use : undefined,
  }));
  return [...flat, ...others];
}

/** The fields that the words came nearest to that no field has as they were typed. */
function forgivenNames(stored: StoredNames, missed: readonly string[], { lexicon, readings }: Meanings): Matches {
  const best = new Map<string, { similarity: number; kind: Kind }>();
  const units = readings.flatMap((reading) => reading.units).filter((unit) => !unit.isParticle);
  const groups = missed.flatMap((typed) => {
    const parts = units.filter((unit) => unit.typed !== typed && typed.includes(unit.typed));
    return [units.filter((unit) => unit.typed.includes(typed)), ...parts.map((part) => [part])];
  });
  for (const group of groups) {
    const near = stored.flatMap(({ field, words, use }) => {
      const match = nearestOf(words, group, lexicon);
      return match ? [{ field, similarity: match.similarity, kind: use ?? match.kind }] : [];
    });
    const [first] = near.sort((a, b) => b.similarity - a.similarity);
    if (!first || first.similarity <= (best.get(first.field)?.similarity ?? 0)) continue;
    best.set(first.field, first);
  }
  return [...best].map(([field, { kind }]) => ({ field, kind }));
}

function nearestOf(stored: readonly string[], units: readonly Unit[], lexicon: Lexicon): WordMatch | undefined {
  const near = units.flatMap((unit) => stored.flatMap((word) => matchOf(lexicon, unit, word) ?? []));
  const [best] = near.sort((a, b) => b.similarity - a.similarity);
  // What was joined or cut is there, though not as it was typed.
  return best?.kind === "exact" ? { ...best, kind: "fuzzy" } : best;
}

/**
 * Digits alone count where they fit; `transposed` where day and month stand the other way round,
 * `fuzzy` where one of day, month and year is another.
 */
function bornOf({ dateOfBirth: written }: Patient, { born, numbers }: SearchTerms): Kind | undefined {
  if (!written) return undefined;
  const dateOfBirth = firstDayOf(written);
  const digits = numbers.flatMap((number) => (number.born ? [number.born] : []));
  const kinds = [
    ...born.flatMap((ranges) => nearDate(dateOfBirth, ranges)?.kind ?? []),
    ...digits.flatMap((ranges) => {
      const near = nearDate(dateOfBirth, ranges);
      return near && ranges.some(({ from, to }) => from <= dateOfBirth && dateOfBirth <= to) ? near.kind : [];
    }),
  ];
  return (["exact", "transposed", "prefix", "fuzzy"] as const).find((kind) => kinds.includes(kind));
}

/** The best of all numbers; `fuzzy` where one ends as what was typed. */
function phoneOf({ phoneNumber, phones = [] }: Patient, { numbers }: SearchTerms, country: PhoneCountry) {
  const typed = numbers.flatMap(({ phone }) => phone ?? []);
  if (typed.length === 0) return undefined;
  const written = [...(phoneNumber === undefined ? [] : [phoneNumber]), ...phones.map(({ number }) => number)];
  const known = written.flatMap((number) => phoneKey(number, country) ?? []);
  const isAny = (fits: (key: string, query: PhoneQuery) => boolean) =>
    known.some((key) => typed.some((query) => fits(key, query)));
  if (isAny((key, { keys }) => keys.includes(key))) return "exact";
  if (isAny((key, { starts }) => starts.some((start) => key.startsWith(start)))) return "prefix";
  return isAny((key, { ends }) => ends.some((end) => key.endsWith(end))) ? "fuzzy" : undefined;
}

function bestOf(values: readonly string[], typed: readonly string[]): "exact" | "prefix" | undefined {
  if (typed.some((text) => values.includes(text))) return "exact";
  return typed.some((start) => values.some((value) => value.startsWith(start))) ? "prefix" : undefined;
}
