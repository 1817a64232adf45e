/**
 * Phone numbers as they are compared: national and international spellings of one number have one
 * key.
 */
import {
  AsYouType,
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString,
} from "libphonenumber-js/min";
import { dialledNumber } from "./phone-digits.ts";

/** Of more, nobody's plan of numbers says anything. */
const digitsMax = 20;

/**
 * ISO 3166-1, of a country that has a plan of numbers: where numbers without a country code are
 * dialled.
 */
export type PhoneCountry = CountryCode;

export const phoneCountries: readonly PhoneCountry[] = getCountries();

/**
 * E.164 without `+` where the number fits the country's plan; else the digits that were typed,
 * without a trunk zero. Undefined under three digits.
 */
export function phoneKey(text: string, country: PhoneCountry): string | undefined {
  const dialled = dialledNumber(text);
  const digits = dialled.replace(/\D/g, "");
  if (digits.length < 3) return undefined;
  if (digits.length > digitsMax) return digits;
  const parsed = parsePhoneNumberFromString(dialled, country);
  if (parsed?.isPossible()) return parsed.number.slice(1);
  const key = unfitKey(dialled, digits, country);
  return key.length >= 3 ? key : undefined;
}

/** What someone may mean who types a number or a part of it. */
export type PhoneQuery = {
  /** Keys that are the number. */
  keys: string[];
  /** How a key begins, when four digits or more are typed. */
  starts: string[];
  /** How a key ends, when four digits or more are typed. */
  ends: string[];
};

/** Undefined under three digits. */
export function phoneQuery(text: string, country: PhoneCountry): PhoneQuery | undefined {
  const key = phoneKey(text, country);
  if (key === undefined) return undefined;
  const dialled = dialledNumber(text);
  const digits = dialled.replace(/\D/g, "");
  const isAbroad = dialled.startsWith("+");
  const national = nationalDigits(dialled, digits, country);
  const keys = unique([key, digits, ...(national.length >= wholeMin ? [national] : [])]);
  if (digits.length < 4) return { keys, starts: [], ends: [] };
  const begun =
    digits.length > digitsMax ? digits : (typedNumber(dialled, country).getNumberValue()?.slice(1) ?? digits);
  const ofPart = (each: string) => each.length >= 4;
  return {
    keys,
    starts: unique([begun, ...(isAbroad ? [] : [digits])]).filter(ofPart),
    ends: isAbroad ? [] : unique([digits, national]).filter(ofPart),
  };
}

/** Fewer digits are no whole number without its country code. */
const wholeMin = 7;

function typedNumber(dialled: string, country: PhoneCountry): AsYouType {
  const typing = new AsYouType(country);
  typing.input(dialled);
  return typing;
}

/** Without the country code and the trunk zero, as far as they can be told. */
function nationalDigits(dialled: string, digits: string, country: PhoneCountry): string {
  if (digits.length > digitsMax) return digits;
  const typing = typedNumber(dialled, country);
  return (typing.getNumber()?.nationalNumber ?? digits).replace(/^0+(?=\d)/, "");
}

/** A number abroad that fits no plan keeps its country code, so that it is no number at home. */
function unfitKey(dialled: string, digits: string, country: PhoneCountry): string {
  const isHome = !dialled.startsWith("+") || digits.startsWith(getCountryCallingCode(country));
  return isHome ? nationalDigits(dialled, digits, country) : digits;
}

const unique = (texts: readonly string[]) => [...new Set(texts)];
