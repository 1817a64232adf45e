/** Why a search found a row, in a few words. */

import type { PatientHitList } from "@pms/contracts/patients/search";
import { queryWords } from "@pms/contracts/text/names";
import { foldText } from "@pms/contracts/text/text";
import type { Static } from "typebox";

export type Hit = Static<typeof PatientHitList>["data"][number];
type Match = Hit["matchedOn"][number];

const fieldNames: Record<string, string> = {
  firstName: "first name",
  middleName: "middle name",
  lastName: "last name",
  name: "name",
  dateOfBirth: "birth date",
  mrn: "MRN",
  phoneNumber: "phone",
  email: "e-mail",
  identifiers: "other id",
  identifier: "other id",
};

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function nameIn({ patient }: Hit, field: string): string | undefined {
  if (field === "firstName" || field === "middleName" || field === "lastName") return patient[field];
  return field === "name" ? patient.lastName : undefined;
}

function describe(hit: Hit, { field, kind }: Match): string {
  const name = fieldNames[field] ?? field;
  const value = nameIn(hit, field);
  switch (kind) {
    case "phonetic":
      return value ? `Sounds like ${value}` : `Sounds like the ${name}`;
    case "fuzzy":
      if (field === "phoneNumber") return "Phone with these last digits";
      return value ? `Close to ${value}` : `Close to the ${name}`;
    case "transposed":
      return field === "dateOfBirth" ? "Birth date with day and month swapped" : "Words swapped";
    case "former":
      return "Former name";
    case "nickname":
      return value ? `Short for ${value}` : "Nickname";
    case "identifier":
      return field === "mrn" ? "MRN" : "Other id";
    case "prefix":
      return `${sentence(name)} begins with this`;
    case "exact":
      return `Same ${name}`;
  }
}

/** `Same last name · First name begins with this`; each reason once. */
export function whyMatched(hit: Hit): string {
  return [...new Set(hit.matchedOn.map((match) => describe(hit, match)))].join(" · ");
}

/**
 * The same for names that are one however their words are written and whichever fields they stand
 * in.
 */
export function nameKey({ lastName = "", firstName = "" }: { lastName?: string; firstName?: string }): string {
  return [lastName, firstName]
    .map((name) => queryWords(name).join(""))
    .sort()
    .join(" ")
    .trim();
}

/** Ids of patients whose names look alike among these: they get a warning. */
export function lookAlikes(patients: readonly { id: string; lastName?: string; firstName?: string }[]): Set<string> {
  const groups = Map.groupBy(patients, nameKey);
  const alike = [...groups].filter(([name, members]) => name !== "" && members.length > 1);
  return new Set(alike.flatMap(([, members]) => members.map(({ id }) => id)));
}

/**
 * Cuts a name into parts, marking those that the typed words begin: `[["Rui", true], ["z",
 * false]]`.
 */
export function markHits(text: string, query: string): { text: string; hit: boolean; at: number }[] {
  const words = queryWords(query);
  return [...text.matchAll(/[^\s-]+|[\s-]+/g)].flatMap(({ 0: part, index }) => {
    const folded = foldText(part).replaceAll("'", "");
    const length = Math.max(0, ...words.filter((word) => folded.startsWith(word)).map((word) => word.length));
    if (length === 0 || folded.length !== part.length) return [{ text: part, hit: length > 0, at: index }];
    const [hit, rest] = [part.slice(0, length), part.slice(length)];
    return [{ text: hit, hit: true, at: index }, ...(rest ? [{ text: rest, hit: false, at: index + length }] : [])];
  });
}
