/** How a word of a name may also be written, whole parts of it being otherwise. */

/** Prefixes of names that come and go, and are written in more ways than one. */
const prefixes = ["mac", "mc", "o", "fitz", "al", "el"];
const restMin = 4;

/** Of `gillivray` also `macgillivray`, and of that `mcgillivray` and `gillivray`. */
export function withPrefixes(word: string): string[] {
  const own = prefixes.find((prefix) => word.startsWith(prefix) && word.length >= prefix.length + restMin);
  const rest = own === undefined ? word : word.slice(own.length);
  if (rest.length < restMin) return [];
  return [...(own === undefined ? [] : [rest]), ...prefixes.map((prefix) => `${prefix}${rest}`)];
}

/** Digits that a machine read for letters. */
const digitLetters: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "l",
  "2": "z",
  "3": "e",
  "4": "a",
  "5": "s",
  "6": "g",
  "7": "t",
  "8": "b",
  "9": "g",
};

/** `th0r0g00d` as `thorogood`, and `mart1n` as `martin` and `martln`; none of what has no digit among letters. */
export function readOtherwise(word: string): string[] {
  if (!/\d/.test(word) || !/\p{L}/u.test(word)) return [];
  const read = (text: string) => text.replace(/\d/g, (digit) => digitLetters[digit] ?? digit);
  return [...new Set([read(word), read(word.replaceAll("1", "i"))])];
}
