/** What someone meant who searches. */

import { parseMrn, parseMrnStart } from "@pms/contracts/patients/mrn";
import type { PatientSearch } from "@pms/contracts/patients/search";
import { foldDigits } from "@pms/contracts/text/digits";
import { queryWords } from "@pms/contracts/text/names";
import { withoutExtension } from "@pms/contracts/text/phone-digits";
import { type PhoneCountry, phoneQuery } from "@pms/contracts/text/phone-numbers";
import { trimText } from "@pms/contracts/text/text";
import {
  type DateReading,
  findTypedDate,
  readDateStart,
  readEightDigits,
  readYear,
} from "@pms/contracts/text/typed-date";
import { invalidField } from "@pms/kit/problem/problem";
import { latestToday } from "@pms/kit/validation/latest-today";
import type { SearchTerms } from "./store/search-patients.ts";

const criteria = ["q", "name", "dateOfBirth", "mrn", "phoneNumber", "email", "identifier"] as const;

type Reading = DateReading & { country: PhoneCountry };

/**
 * Undefined when nothing can match, such as an MRN with a wrong check digit. 400 without a
 * criterion, and for a date that is none.
 */
export function parseSearch(search: PatientSearch, country: PhoneCountry): SearchTerms | undefined {
  if (criteria.every((name) => search[name] === undefined)) throw invalidField("", "name something to search for");
  const { q, name, dateOfBirth, mrn, phoneNumber, email, identifier, dateOrder: order = "month-first" } = search;
  const terms: SearchTerms = { words: [], born: [], emails: [], numbers: [], identifiers: [] };
  const possible = [
    q === undefined || takeText(terms, q, { order, today: latestToday(), country }),
    name === undefined || takeWords(terms, name),
    mrn === undefined || takeNumber(terms, { mrn: parseMrn(mrn), mrnStart: parseMrnStart(mrn) }),
    phoneNumber === undefined || takeNumber(terms, { phone: phoneQuery(phoneNumber, country) }),
    email === undefined || takeEmail(terms, email),
  ];
  if (dateOfBirth !== undefined) terms.born.push([requireDate(dateOfBirth)]);
  if (identifier !== undefined) terms.identifiers.push(identifier);
  return possible.every(Boolean) ? terms : undefined;
}

/** What says that a number follows, and which. */
const saidBefore = /(^|\s)(?:(?:tel|mrn)[\s:.#]*(?=\+?[\d(])|tel:\s*|#(?=\d))/giu;

/**
 * Parts of `q` are a birth date or its month, an e-mail address, words of a name, or digits of an
 * MRN, a phone or a date, or an address: a house number beside words.
 */
function takeText(terms: SearchTerms, text: string, reading: Reading): boolean {
  const given = foldDigits(text).replace(saidBefore, "$1");
  const dated = findTypedDate(given, reading);
  if (dated) takeDate(terms, dated, reading);
  const parts = withoutExtension(dated?.rest ?? given)
    .split(/[\s,;]+/)
    .filter(Boolean);
  const numbers: string[] = [];
  for (const part of parts) {
    if (part.includes("@")) takeEmail(terms, part);
    else if (/\p{L}/u.test(part)) takeWords(terms, part);
    else numbers.push(part);
  }
  const number = numbers.join(" ").normalize("NFKC");
  if (/\d/.test(number)) {
    const mrn = { mrn: parseMrn(number), mrnStart: parseMrnStart(number) };
    const year = readYear(number);
    const isHouse = terms.words.length > 0 && /^\d{1,6}$/.test(number);
    if (isHouse) terms.street = { number, words: terms.words };
    const isMeant = takeNumber(terms, {
      ...mrn,
      phone: maybePhone(number, reading.country),
      born: year ? [year] : readEightDigits(number, reading)?.ranges,
    });
    return isMeant || isHouse;
  }
  return dated !== undefined || terms.words.length + terms.emails.length > 0;
}

/** A few digits with dashes or dots may be a phone number too: `12-34-56`. */
const maybeNumber = /^\d{1,2}[-.]\d{1,2}[-.]\d{2}$/;

type Dated = NonNullable<ReturnType<typeof findTypedDate>>;

/** What is no day says so: an empty answer would look like nobody. */
function takeDate(terms: SearchTerms, { ranges, typed }: Dated, { today, country }: Reading): void {
  const possible = ranges.filter(({ from }) => from <= today);
  if (maybeNumber.test(typed)) takeNumber(terms, { phone: phoneQuery(typed, country), born: possible });
  else if (ranges.length === 0) throw invalidField("/q", "holds a date that the calendar does not have");
  else if (possible.length === 0) throw invalidField("/q", "holds a birth date in the future");
  else terms.born.push(possible);
}

/** `1004 8817-3` is how MRNs are shown: a wrong digit in one is no beginning of a phone number. */
const maybePhone = (text: string, country: PhoneCountry) =>
  /^\d{4} \d{4}-\d$/.test(text) ? undefined : phoneQuery(text, country);

function requireDate(text: string) {
  const born = readDateStart(text);
  if (!born) throw invalidField("/dateOfBirth", "must be a day, a month or a year of the calendar");
  return born;
}

function takeWords(terms: SearchTerms, text: string): boolean {
  const words = queryWords(text);
  terms.words = [...new Set([...terms.words, ...words])];
  return words.length > 0;
}

function takeNumber(terms: SearchTerms, number: SearchTerms["numbers"][number]): boolean {
  terms.numbers.push(number);
  return Object.values(number).some((meant) => meant !== undefined);
}

function takeEmail(terms: SearchTerms, text: string): boolean {
  const email = trimText(text).toLowerCase();
  terms.emails.push(email);
  return email !== "";
}
