/**
 * Passwords that attackers try first: known words, as they are or dressed up with digits, capitals, signs and look-alikes,
 * repetitions, and walks along the keyboard, the alphabet or the digits.
 */
import { readFileSync } from "node:fs";

const words: ReadonlySet<string> = new Set(
  readFileSync(new URL("./common-words.txt", import.meta.url), "utf8")
    .split(/\s+/)
    .filter(Boolean),
);
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
const lookAlikes: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

export function lettersAndDigits(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

export function isCommonPassword(password: string): boolean {
  const lower = password.normalize("NFKC").toLowerCase();
  const withoutEnd = lower.replace(/[^\p{L}]+$/u, "");
  return (
    [lower, spellOut(lower), spellOut(withoutEnd)].some((text) => isDressedWord(lettersAndDigits(text))) ||
    isRepetition(lower) ||
    isWalk(lettersAndDigits(lower))
  );
}

const spellOut = (text: string): string => [...text].map((character) => lookAlikes[character] ?? character).join("");

/** A known word, or two, with digits around: what is left of "Summer2024!" is one word. */
function isDressedWord(text: string): boolean {
  // Signs alone are left to the other rules.
  if (text === "") return false;
  const bare = text.replace(/^\p{N}+|\p{N}+$/gu, "");
  if (bare === "" || words.has(text) || words.has(bare)) return true;
  return [...bare].some((_, i) => i > 0 && words.has(bare.slice(0, i)) && words.has(bare.slice(i)));
}

/** "abcabcabcabc", "aaaaaaaaaaaa", "passwordpassword". */
function isRepetition(text: string): boolean {
  const period = (text + text).indexOf(text, 1);
  return period <= text.length / 2 || /^(.+?)\1{2,}.{0,3}$/u.test(text);
}

/** Three quarters of it or more are steps to the next key, letter or digit. */
function isWalk(text: string): boolean {
  const runs = text.match(/.{3}/gu) ?? [];
  const walked = runs.filter((run) => walks.some((walk) => walk.includes(run)) || columns.includes(run));
  return runs.length >= 3 && walked.length / runs.length >= 0.75;
}
