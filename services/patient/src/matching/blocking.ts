/**
 * Keys that two records of one person are likely to share at least one of, so that only records
 * which share one are compared. Each pass survives other errors than the rest.
 */
import { doubleMetaphone } from "double-metaphone";
import type { Born, Comparable } from "./comparable.ts";

/** Three letters of its sound; of another script the word itself. */
const sound = (word: string) => doubleMetaphone(word)[0].slice(0, 4) || word;
const two = (number: number) => String(number).padStart(2, "0");

/** Each key names its pass, so that keys of different passes never meet. */
export function blockingKeys(patient: Comparable): string[] {
  const { given, surnames, born, identifiers, phones, emails, street, zip, city } = patient;
  const keys = new Set<string>();
  const add = (pass: string, ...parts: (string | undefined)[]) => {
    if (parts.every(Boolean)) keys.add(`${pass}:${parts.join("|")}`);
  };
  const names = [...given, ...surnames];
  const number = street.find((word) => /^\d+$/.test(word));
  const longest = street.filter((word) => !/\d/.test(word)).toSorted((a, b) => b.length - a.length)[0];
  const where = zip ?? city;
  for (const { system, value } of identifiers) add("id", system, value);
  for (const phone of phones) add("phone", phone);
  for (const email of emails) add("email", email);
  for (const name of names) {
    for (const date of born ? datesOf(born) : []) add("name-born", sound(name), date);
    add("name-street", sound(name), number, longest && sound(longest));
    add("name-place", sound(name), where, number);
  }
  add("address", number, longest && sound(longest), where);
  for (const first of given)
    for (const last of surnames) {
      const both = [sound(first), sound(last)].sort().join("+");
      add("names-year", both, born && String(born.year));
      add("names", both);
      add("names-place", both, where);
      add("names-day", both, born?.month && born.day ? dayOf(born) : undefined);
    }
  if (born?.month && born.day) {
    add("born-place", bornOn(born), where);
    add("born-street", bornOn(born), number);
  }
  return [...keys];
}

const bornOn = ({ year, month = 0, day = 0 }: Born) => `${year}${two(month)}${two(day)}`;
/** The smaller first, so that day and month may stand either way round. */
const dayOf = ({ month = 0, day = 0 }: Born) => [month, day].sort((a, b) => a - b).join("-");

/** As written, and with day and month in the one order that both ways round share. */
function datesOf(born: Born): string[] {
  if (!born.month || !born.day) return [String(born.year)];
  return [`${born.year}/${dayOf(born)}`];
}
