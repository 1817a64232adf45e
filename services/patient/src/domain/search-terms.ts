/** What someone meant who searches. */

import { parseMrn, parseMrnStart } from "@pms/contracts/mrn";
import type { PatientSearch } from "@pms/contracts/patients";
import { invalidField } from "@pms/kit/problem";
import { queryWords } from "../record/names.ts";
import { phoneDigits, withoutExtension } from "../record/phone.ts";
import { findTypedDate, parseDateStart, parseEightDigits, parseYear } from "../record/typed-date.ts";
import type { SearchTerms } from "../store/search-patients.ts";

const criteria = ["q", "name", "dateOfBirth", "mrn", "phoneNumber", "email", "identifier"] as const;

/** Undefined when nothing can match, such as an MRN with a wrong check digit. 400 when there is no criterion at all. */
export function parseSearch(search: PatientSearch): SearchTerms | undefined {
  if (criteria.every((name) => search[name] === undefined)) throw invalidField("", "name something to search for");
  const { q, name, dateOfBirth, mrn, phoneNumber, email, identifier } = search;
  const terms: SearchTerms = { words: [], born: [], emails: [], numbers: [], identifiers: [] };
  const possible = [
    q === undefined || takeText(terms, q),
    name === undefined || takeWords(terms, name),
    mrn === undefined || takeNumber(terms, { mrn: parseMrn(mrn), mrnStart: parseMrnStart(mrn) }),
    phoneNumber === undefined || takeNumber(terms, { phone: phoneDigits(phoneNumber) }),
    email === undefined || takeEmail(terms, email),
  ];
  if (dateOfBirth !== undefined) terms.born.push(requireDate(dateOfBirth));
  if (identifier !== undefined) terms.identifiers.push(identifier);
  return possible.every(Boolean) ? terms : undefined;
}

/** Each part of `q` is a birth date or its month, an e-mail address, a word of the name, or digits: of an MRN, a phone number, a birth date or its year. */
function takeText(terms: SearchTerms, text: string): boolean {
  const dated = findTypedDate(text);
  if (dated) {
    if (dated.born === undefined) return false;
    terms.born.push(dated.born);
  }
  const parts = withoutExtension(dated?.rest ?? text)
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
    return takeNumber(terms, {
      ...mrn,
      phone: maybePhone(number),
      born: parseYear(number) ?? parseEightDigits(number),
    });
  }
  return dated !== undefined || terms.words.length + terms.emails.length > 0;
}

/** `1004 8817-3` is how MRNs are shown: a wrong digit in one is no beginning of a phone number. */
const maybePhone = (text: string) => (/^\d{4} \d{4}-\d$/.test(text) ? undefined : phoneDigits(text));

function requireDate(text: string) {
  const born = parseDateStart(text);
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
  const email = text.trim().toLowerCase();
  terms.emails.push(email);
  return email !== "";
}
