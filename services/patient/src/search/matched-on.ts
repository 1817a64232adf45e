import type { Patient } from "@pms/contracts/patients/patient";
import type { PatientHit } from "@pms/contracts/patients/search";
import { allNameWords, joined, nameWords } from "@pms/contracts/text/names";
import { firstDayOf } from "@pms/contracts/text/partial-dates";
import { type PhoneCountry, phoneKey } from "@pms/contracts/text/phone-numbers";
import type { SearchTerms } from "./store/search-patients.ts";

type Matches = PatientHit["matchedOn"];
type Kind = Matches[number]["kind"];

/** Why a patient is among the hits: the fields that fit what was typed, and how well. */
export function matchedOn(patient: Patient, terms: SearchTerms, country: PhoneCountry): Matches {
  const matches = matchedNames(patient, terms);
  const born = bornOf(patient, terms);
  if (born) matches.push({ field: "dateOfBirth", kind: born });
  if (terms.numbers.some(({ mrn }) => mrn === patient.mrn)) matches.push({ field: "mrn", kind: "identifier" });
  else if (terms.numbers.some(({ mrnStart }) => mrnStart !== undefined && patient.mrn.startsWith(mrnStart)))
    matches.push({ field: "mrn", kind: "prefix" });
  const phone = phoneOf(patient, terms, country);
  if (phone) matches.push({ field: "phoneNumber", kind: phone });
  const email = patient.email && bestOf([patient.email.toLowerCase()], terms.emails);
  if (email) matches.push({ field: "email", kind: email });
  if (terms.identifiers.length > 0) matches.push({ field: "identifiers", kind: "identifier" });
  return matches;
}

/** A name that fits only across its fields, such as `小明欧阳` of 欧阳 and 小明, is matched as a whole. */
function matchedNames(patient: Patient, { words }: SearchTerms): Matches {
  if (words.length === 0) return [];
  const typed = [...words, ...joined(words)];
  const fields = (["firstName", "middleName", "lastName", "maidenName"] as const).flatMap((field) => {
    const kind = bestOf(nameWords(patient[field]), typed);
    return kind ? [{ field, kind: field === "maidenName" ? ("former" as const) : kind }] : [];
  });
  const kind = fields.length > 0 ? undefined : bestOf(allNameWords(patient), typed);
  return kind ? [{ field: "name", kind }] : fields;
}

/**
 * Digits alone count where they fit; `transposed` where day and month stand the other way round.
 */
function bornOf({ dateOfBirth: written }: Patient, { born, numbers }: SearchTerms): Kind | undefined {
  if (!written) return undefined;
  const dateOfBirth = firstDayOf(written);
  const kinds = [...born, ...numbers.flatMap((number) => (number.born ? [number.born] : []))].flatMap((ranges) => {
    const at = ranges.findIndex(({ from, to }) => from <= dateOfBirth && dateOfBirth <= to);
    const found = ranges[at];
    if (!found) return [];
    if (found.from !== found.to) return ["prefix" as const];
    return [at === 0 ? ("exact" as const) : ("transposed" as const)];
  });
  return (["exact", "transposed", "prefix"] as const).find((kind) => kinds.includes(kind));
}

/** `fuzzy` where the number ends as what was typed. */
function phoneOf({ phoneNumber }: Patient, { numbers }: SearchTerms, country: PhoneCountry): Kind | undefined {
  const key = phoneNumber === undefined ? undefined : phoneKey(phoneNumber, country);
  if (key === undefined) return undefined;
  const typed = numbers.flatMap(({ phone }) => phone ?? []);
  if (typed.some(({ keys }) => keys.includes(key))) return "exact";
  if (typed.some(({ starts }) => starts.some((start) => key.startsWith(start)))) return "prefix";
  return typed.some(({ ends }) => ends.some((end) => key.endsWith(end))) ? "fuzzy" : undefined;
}

function bestOf(values: readonly string[], typed: readonly string[]): "exact" | "prefix" | undefined {
  if (typed.some((text) => values.includes(text))) return "exact";
  return typed.some((start) => values.some((value) => value.startsWith(start))) ? "prefix" : undefined;
}
