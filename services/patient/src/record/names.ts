/** Names as they are searched and sorted: case, accents and punctuation do not count. One rule for stored and typed names. */

/** Letters that have no decomposition into a base letter and an accent. */
const plain: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  þ: "th",
  ı: "i",
};

export function foldName(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[ßæœøđðłþı]/g, (letter) => plain[letter] ?? letter);
}

const apostrophes = /['’ʼ`´]/g;

/** The words that someone typed to find a name: `O'Connor-Ñandú` → `oconnor`, `nandu`. */
export function queryWords(text: string): string[] {
  return (
    foldName(text)
      .replace(apostrophes, "")
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/**
 * The words by which a name is found: those of `queryWords`, a hyphenated name also in one, and what follows an
 * apostrophe also alone (`O'Connor` is found by `oconnor` and by `connor`).
 */
export function nameWords(...names: readonly (string | undefined)[]): string[] {
  const words = new Set<string>();
  for (const name of names) {
    if (name === undefined) continue;
    const folded = foldName(name);
    for (const word of queryWords(name)) words.add(word);
    for (const [, rest = ""] of folded.matchAll(/['’ʼ`´]([\p{L}\p{N}]+)/gu)) words.add(rest);
    if (folded.includes("-"))
      for (const part of folded.replace(apostrophes, "").split(/\s+/)) {
        const joined = part.replace(/[^\p{L}\p{N}]/gu, "");
        if (joined) words.add(joined);
      }
  }
  return [...words];
}

/** `lastName firstName middleName`, folded; a space sorts before every letter. Empty for someone without a name. */
export function sortName(name: { firstName?: string; middleName?: string; lastName?: string }): string {
  const { lastName = "", firstName = "", middleName = "" } = name;
  return [lastName, firstName, middleName]
    .map((part) => queryWords(part).join(""))
    .join(" ")
    .trimEnd();
}
