/**
 * Patterns of texts (with the flag `u`), and in words what they ask for. Apart from the schemas, so
 * that the web takes no more than these.
 */
import { letterPattern, visiblePattern } from "./text.ts";

/**
 * What a code of a service or a reason looks like. Codes travel in events: nothing that could hold
 * a person's name (PRV-1).
 */
export const codePattern = "^[A-Za-z0-9][A-Za-z0-9._:/+-]*$";

export const notBlankPattern = visiblePattern;

/**
 * No control characters, and no marks that make a text read other than it is stored (U+202A–202E,
 * U+2066–2069).
 */
const shown = "[^\\p{Cc}\\u202A-\\u202E\\u2066-\\u2069]*$";
export const textPattern = `^(?=[^]*?${visiblePattern})${shown}`;
/** The same with lines and tabs: a text of several paragraphs. */
export const prosePattern = `^(?=[^]*?${visiblePattern})(?:[\\n\\t]|[^\\p{Cc}\\u202A-\\u202E\\u2066-\\u2069])*$`;
export const personNamePattern = `^(?=[^]*?${letterPattern})${shown}`;
export const phonePattern = `^(?=\\P{Nd}*\\p{Nd})${shown}`;

export const datePattern = "^\\d{4}-\\d{2}-\\d{2}$";
/** A year, a month or a day. */
export const partOfDatePattern = "^\\d{4}(-\\d{2}){0,2}$";
/** A time of day. */
export const timePattern = "^(?:[01]\\d|2[0-3]):[0-5]\\d$";
/** ISO 4217. */
export const currencyPattern = "^[A-Z]{3}$";
/** BCP 47. */
export const languagePattern = "^[A-Za-z0-9-]+$";

/** One Latin letter begins every tenth name; one of another script may be a whole one. */
export const searchPattern = "^(?:[\\s\\S]{2,}|(?!\\p{Script=Latin})\\p{L})$";

const nothingHidden = "no control characters or marks that change the direction of text";
/** What to say of a text that does not fit. */
export const patternWords: Readonly<Record<string, string>> = {
  [codePattern]: "must be a code: letters, digits and . _ : / + -",
  [notBlankPattern]: "must not be blank",
  [textPattern]: `must not be blank, and hold ${nothingHidden}`,
  [prosePattern]: `must not be blank, and hold lines, tabs and ${nothingHidden}`,
  [personNamePattern]: `must hold a letter or a number, and ${nothingHidden}`,
  [phonePattern]: `must hold a digit, and ${nothingHidden}`,
  [datePattern]: "must be a date, YYYY-MM-DD",
  [partOfDatePattern]: "must be a date, YYYY-MM-DD, a month, YYYY-MM, or a year, YYYY",
  [timePattern]: "must be a time, HH:MM",
  [currencyPattern]: "must be the three capital letters of a currency, as USD",
  [languagePattern]: "must be the code of a language, as en-US",
  [searchPattern]: "must have two characters or more, or be one letter that is not Latin",
};
