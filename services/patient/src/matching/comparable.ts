/** What of a patient is compared, folded by the rules by which names and numbers are found. */
import type { Patient } from "@pms/contracts/patients/patient";
import { identifierKeys } from "@pms/contracts/text/identifiers";
import { queryWords } from "@pms/contracts/text/names";
import { type PhoneCountry, phoneKey } from "@pms/contracts/text/phone-numbers";
import { foldText } from "@pms/contracts/text/text";
import { knownAs } from "../record/known-as.ts";

export type Born = { year: number; month?: number; day?: number };

/** Lists are empty, and the rest is absent, where the record says nothing. */
export type Comparable = {
  /** The present names, former ones and those that somebody goes by. */
  given: string[];
  middle: string[];
  surnames: string[];
  suffix?: string;
  born?: Born;
  sex?: string;
  /** By who gave them. */
  identifiers: { system: string; value: string }[];
  phones: string[];
  emails: string[];
  street: string[];
  city?: string;
  zip?: string;
  /** One of twins or more: then the same birth date says little. */
  multipleBirth?: boolean;
};

/** A record, or what is typed of one that is about to be registered. */
export type Described = Partial<Omit<Patient, "id" | "billing" | "version" | "createdAt" | "updatedAt">>;

const joinedWords = (name: string | undefined) => {
  const words = queryWords(name ?? "");
  return words.length === 0 ? [] : [words.join("")];
};

/** What an address is written with in one way or the other. */
const streetWords = new Map(
  "st street|rd road|ave avenue|av avenue|dr drive|ln lane|ct court|cct circuit|crt court|pl place|cres crescent|cl close|pde parade|tce terrace|hwy highway|blvd boulevard|apt apartment|n north|s south|e east|w west"
    .split("|")
    .map((pair) => pair.split(" ") as [string, string]),
);

export function comparableOf(patient: Described, country: PhoneCountry): Comparable {
  const { dateOfBirthEstimated, sex, nameSuffix, multipleBirth } = patient;
  const { names, phones, emails, addresses, birth } = knownAs(patient);
  const [year, month, day] = (birth?.written ?? "").split("-").map(Number);
  const suffix = queryWords(nameSuffix ?? "").join("");
  const [address] = addresses;
  const city = queryWords(address?.city ?? "").join("");
  const zip = foldText(address?.zipCode ?? "").replace(/[^\p{L}\p{N}]/gu, "");
  return {
    given: different(names.flatMap(({ firstName }) => joinedWords(firstName))),
    middle: queryWords(patient.middleName ?? ""),
    surnames: different(names.flatMap(({ lastName }) => joinedWords(lastName))),
    ...(suffix && { suffix }),
    ...(year && { born: dateOfBirthEstimated ? { year } : { year, ...(month && { month }), ...(day && { day }) } }),
    ...(sex && sex !== "unknown" && { sex }),
    identifiers: (patient.identifiers ?? []).map((identifier) => {
      const { system_key: system, value_key: value } = identifierKeys(identifier);
      return { system, value: value.replace(/[\s-]/g, "") };
    }),
    phones: different(phones.flatMap(({ number }) => phoneKey(number, country) ?? [])),
    emails: different(emails.map(({ address: written }) => written.toLowerCase())),
    street: queryWords(address?.street ?? "").map((word) => streetWords.get(word) ?? word),
    ...(city && { city }),
    ...(zip && { zip }),
    ...(multipleBirth && { multipleBirth }),
  };
}

const different = (values: readonly string[]) => [...new Set(values)];
