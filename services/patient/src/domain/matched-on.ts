import type { Patient, PatientHit } from "@pms/contracts/patients";
import { nameWords } from "../record/names.ts";
import { phoneDigits } from "../record/phone.ts";
import type { SearchTerms } from "../store/search-patients.ts";

type Matches = PatientHit["matchedOn"];

/** Why a patient is among the hits: the fields that fit what was typed, and how well. */
export function matchedOn(patient: Patient, terms: SearchTerms): Matches {
  const matches: Matches = [];
  for (const field of ["firstName", "middleName", "lastName"] as const) {
    const kind = bestOf(nameWords(patient[field]), terms.words);
    if (kind) matches.push({ field, kind });
  }
  const born = bornOf(patient, terms);
  if (born) matches.push({ field: "dateOfBirth", kind: born });
  if (terms.numbers.some(({ mrn }) => mrn === patient.mrn)) matches.push({ field: "mrn", kind: "identifier" });
  else if (terms.numbers.some(({ mrnStart }) => mrnStart !== undefined && patient.mrn.startsWith(mrnStart)))
    matches.push({ field: "mrn", kind: "prefix" });
  const digits = patient.phoneNumber === undefined ? undefined : phoneDigits(patient.phoneNumber);
  const phone =
    digits &&
    bestOf(
      [digits],
      terms.numbers.flatMap((number) => number.phone ?? []),
    );
  if (phone) matches.push({ field: "phoneNumber", kind: phone });
  const email = patient.email && bestOf([patient.email.toLowerCase()], terms.emails);
  if (email) matches.push({ field: "email", kind: email });
  if (terms.identifiers.length > 0) matches.push({ field: "identifiers", kind: "identifier" });
  return matches;
}

/** Digits alone may have been meant as something else, and says so only where it fits. */
function bornOf({ dateOfBirth }: Patient, { born, numbers }: SearchTerms): "exact" | "prefix" | undefined {
  const typed = [...born, ...numbers.flatMap((number) => number.born ?? [])];
  const fitting = typed.filter(({ from, to }) => dateOfBirth && from <= dateOfBirth && dateOfBirth <= to);
  if (fitting.length === 0) return undefined;
  return fitting.some(({ from, to }) => from === to) ? "exact" : "prefix";
}

function bestOf(values: readonly string[], typed: readonly string[]): "exact" | "prefix" | undefined {
  if (typed.some((text) => values.includes(text))) return "exact";
  return typed.some((start) => values.some((value) => value.startsWith(start))) ? "prefix" : undefined;
}
