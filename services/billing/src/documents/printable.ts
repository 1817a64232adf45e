/** Texts as they can be set. Pure. */

/** Controls, and marks that turn the direction of what follows: neither is seen, and both mislead. */
const unprintable = /[\p{Cc}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]+/gu;

/** The text without what no font shows; a break becomes a blank, half a surrogate a `�`. */
export function printable(text: string): string {
  return text.toWellFormed().replaceAll(unprintable, (found) => (/[\n\r\t\u2028\u2029]/.test(found) ? " " : ""));
}
