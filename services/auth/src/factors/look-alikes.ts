/** How people dress up a word: "P@$$w0rd" is read as "password". */

const digits: Readonly<Record<string, string>> = {
  ...{ "0": "o", "1": "i", "2": "z", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g" },
};
const signs: Readonly<Record<string, string>> = {
  ...{ "@": "a", $: "s", "!": "i", "|": "l", "+": "t", "(": "c", "€": "e", "£": "l", "&": "e" },
};
/** The same sign stands for two letters. */
const alsoL = new Set(["1", "!"]);

/** Letters and digits in lower case, composed one way, without accents. */
export function lettersAndDigits(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

/**
 * What is hung on a word, as in "pa$$2026!": digits and all signs, those that hardly stand for a
 * letter, no digits.
 */
const ends = [/[^\p{L}]/u, /[\p{N}\s!.?#*_-]/u, /[\s!.?#*_-]/u];

/**
 * What a password may be meant to say: as it stands, with signs read as letters, and without what
 * is hung on its ends.
 */
export function readingsOf(password: string): string[] {
  const lower = password.normalize("NFKC").toLowerCase();
  const texts = [lower, ...ends.map((end) => without(end, lower))];
  const readings = texts.flatMap((text) => [
    text,
    spellOut(text, signs, "i"),
    spellOut(text, { ...signs, ...digits }, "i"),
    spellOut(text, { ...signs, ...digits }, "l"),
  ]);
  return [...new Set(readings.map(lettersAndDigits))].filter((text) => text !== "");
}

/** By hand: a pattern would take time with the square of the length. */
function without(end: RegExp, text: string): string {
  let [from, to] = [0, text.length];
  while (to > from && end.test(text[to - 1] ?? "")) to -= 1;
  while (from < to && end.test(text[from] ?? "")) from += 1;
  return text.slice(from, to);
}

function spellOut(text: string, letters: Readonly<Record<string, string>>, strokeAs: "i" | "l"): string {
  return [...text].map((sign) => (letters[sign] && alsoL.has(sign) ? strokeAs : (letters[sign] ?? sign))).join("");
}
