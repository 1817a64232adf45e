/**
 * Passwords that attackers try first: what leaked most and known words, as they are or dressed up
 * with digits, capitals, signs and look-alikes; repetitions; walks along keyboard, alphabet or
 * digits.
 */
import { readFileSync } from "node:fs";
import leaked from "@zxcvbn-ts/language-common/src/passwords.json" with { type: "json" };
import { lettersAndDigits, readingsOf } from "./look-alikes.ts";

const words: ReadonlySet<string> = new Set(
  readFileSync(new URL("./common-words.txt", import.meta.url), "utf8")
    .split(/\s+/)
    .filter(Boolean),
);
/** Half a megabyte, in the package, commonest first: the check never calls out. */
const leakedWords: ReadonlySet<string> = new Set([...words, ...leaked.map(lettersAndDigits)].filter(Boolean));
const rows = [
  "qwertyuiop",
  "qwertzuiop",
  "azertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
];
const walks = rows.map((row) => row.repeat(3)).flatMap((row) => [row, [...row].reverse().join("")]);
/** Keys below each other: 1qaz, 2wsx, … */
const columns = "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p";

export function isCommonPassword(password: string): boolean {
  const plain = lettersAndDigits(password);
  return (
    readingsOf(password).some((text) => isDressedWord(text) || isTwoOf(words, text)) ||
    isRepetition(password.normalize("NFKC").toLowerCase()) ||
    isRepetition(plain) ||
    isWalk(plain)
  );
}

/** Two passwords that leaked, one after the other: "mustangjennifer7". */
export function isTwoCommonPasswords(password: string): boolean {
  return readingsOf(password).some((text) => isTwoOf(leakedWords, text));
}

/**
 * A known word, with digits around: what is left of "Summer2024!" is one word, and of
 * "trustno12345" too.
 */
export function isDressedWord(text: string): boolean {
  const { start, end } = bareEndsOf(text);
  return start === end || isKnown(leakedWords, text);
}

/** Of a known word at most so many of the digits around are its own: "1q2w3e4r5t", "trustno1". */
const ownDigitsMax = 10;
const wordLengthMax = 40;

/** A word of the list, whatever further digits are around it. */
function isKnown(list: ReadonlySet<string>, text: string): boolean {
  const { start, end } = bareEndsOf(text);
  if (end - start > wordLengthMax) return false;
  for (let from = start; from >= Math.max(0, start - ownDigitsMax); from -= 1)
    for (let to = end; to <= Math.min(text.length, end + ownDigitsMax); to += 1)
      if (list.has(text.slice(from, to))) return true;
  return false;
}

const isDigit = (text: string, at: number): boolean => /\p{N}/u.test(text[at] ?? "");

/**
 * Where the text begins and ends without the digits around it. A pattern would take quadratic time.
 */
function bareEndsOf(text: string): { start: number; end: number } {
  let [start, end] = [0, text.length];
  while (start < end && isDigit(text, start)) start += 1;
  while (end > start && isDigit(text, end - 1)) end -= 1;
  return { start, end };
}

/** "dragon", "1dragon2monkey3": two known words with digits around. */
function isTwoOf(list: ReadonlySet<string>, text: string): boolean {
  if (text.length > 2 * (wordLengthMax + 2 * ownDigitsMax)) return false;
  for (let i = 1; i < text.length; i += 1)
    if (isKnown(list, text.slice(0, i)) && isKnown(list, text.slice(i))) return true;
  return false;
}

/**
 * "abcabcabcab", "aaaaaaaaaaaa", "passwordpassword": it goes on as it began, but for a few
 * characters at its end.
 */
function isRepetition(text: string): boolean {
  const endMax = 3;
  for (let period = 1; period <= text.length / 2; period += 1) {
    let length = period;
    while (length < text.length && text[length] === text[length - period]) length += 1;
    if (length === text.length || (length >= 3 * period && text.length - length <= endMax)) return true;
  }
  return false;
}

/** Three quarters of it or more are steps to the next key, letter or digit. */
function isWalk(text: string): boolean {
  const runs = text.match(/.{3}/gu) ?? [];
  const walked = runs.filter((run) => walks.some((walk) => walk.includes(run)) || columns.includes(run));
  return runs.length >= 3 && walked.length / runs.length >= 0.75;
}
