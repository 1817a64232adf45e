/**
 * The words by which names are found and the key by which they are sorted. One rule for stored and
 * typed names.
 */
import { foldText } from "./text.ts";

type Name = { firstName?: string | undefined; middleName?: string | undefined; lastName?: string | undefined };

/** `De la Cruz` is three words and also `delacruz`. */
export const joinedMax = 4;
/** Longer ones are no name of one person. */
const rotatedMax = 40;

/** Scripts that are written without blanks between the words of a name. */
const unspaced = new RegExp(
  `^(?:[\\p{M}ーｰ]|[${[
    "Han",
    "Hiragana",
    "Katakana",
    "Hangul",
    "Bopomofo",
    "Thai",
    "Lao",
    "Khmer",
    "Myanmar",
    "Tibetan",
  ]
    .map((script) => `\\p{Script=${script}}`)
    .join("")}])+$`,
  "u",
);

/** What stands before a name and may stand in the field before it: `Maria de` `la Cruz`. */
const particles = new Set(
  "a abu al af ap ben bin bint d da das de degli del della der den di do dos du e el ibn la las le lo los mac mc na ni nic o st saint san santa sant t te ten ter thor tor van vande vander vanden von vom zu zum zur".split(
    " ",
  ),
);

/** Whether a folded word is one of those that stand before names, such as `de` or `van`. */
export const isParticle = (word: string): boolean => particles.has(word);

/** The words that someone typed to find a name: `O'Connor-Ñandú` → `oconnor`, `nandu`. */
export function queryWords(text: string): string[] {
  return wordsOf(foldText(text));
}

const wordsOf = (folded: string) => folded.replaceAll("'", "").match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];

/**
 * The words by which a name is found: those of `queryWords`, neighbours in one (`delacruz`), what
 * follows an apostrophe (`connor`), each part written without blanks.
 */
export function nameWords(name: string | undefined): string[] {
  if (name === undefined) return [];
  const folded = foldText(name);
  const words = wordsOf(folded);
  const found = new Set([...words, ...joined(words)]);
  for (const [, rest = ""] of folded.matchAll(/(?<=[\p{L}\p{N}\p{M}])'([\p{L}\p{N}\p{M}]+)/gu)) found.add(rest);
  for (const rotation of rotations(words)) found.add(rotation);
  return [...found];
}

/**
 * The words by which a whole name is found, whatever fields its parts stand in; the name at birth
 * too.
 */
export function allNameWords({
  firstName,
  middleName,
  lastName,
  maidenName,
}: Name & { maidenName?: string }): string[] {
  const found = new Set([firstName, middleName, lastName, maidenName].flatMap(nameWords));
  const [first, middle, last] = [firstName, middleName, lastName].map((name) => queryWords(name ?? ""));
  if (first && middle && last) {
    for (const word of acrossFields([first, middle, last])) found.add(word);
    for (const rotation of rotations([...last, ...first, ...middle])) found.add(rotation);
  }
  return [...found];
}

/** Neighbours in one word, up to four: of `de la cruz` also `dela`, `lacruz` and `delacruz`. */
export function joined(words: readonly string[]): string[] {
  return words.flatMap((_, start) =>
    Array.from({ length: Math.min(joinedMax, words.length - start) - 1 }, (_, more) =>
      words.slice(start, start + more + 2).join(""),
    ),
  );
}

/** Particles at the end of one field with what the next one begins with. */
function acrossFields(fields: readonly string[][]): string[] {
  const filled = fields.filter((words) => words.length > 0);
  return filled.slice(1).flatMap((next, index) => {
    const before = filled[index] ?? [];
    const start = before.findLastIndex((word) => !particles.has(word)) + 1;
    const own = before.slice(start).slice(1 - joinedMax);
    if (own.length === 0) return [];
    return own.flatMap((_, from) =>
      next
        .slice(0, joinedMax - (own.length - from))
        .map((_, to) => [...own.slice(from), ...next.slice(0, to + 1)].join("")),
    );
  });
}

/** `欧阳小明` beginning at each of its characters, so that `小明` and `小明欧阳` begin one of them. */
function rotations(words: readonly string[]): string[] {
  const parts = words.filter((word) => unspaced.test(word));
  const letters = [...parts.join("")].slice(0, rotatedMax);
  if (letters.length < 2) return [];
  return letters.map((_, start) => [...letters.slice(start), ...letters.slice(0, start)].join(""));
}

/**
 * `lastName firstName middleName`, folded, a space before every letter; who has one name is sorted
 * by it. Empty without any.
 */
export function sortName({ lastName, firstName, middleName }: Name): string {
  return [lastName, firstName, middleName]
    .map((part) => queryWords(part ?? "").join(""))
    .filter((part, index) => part !== "" || index === 2)
    .join(" ")
    .trimEnd();
}
