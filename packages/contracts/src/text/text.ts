/**
 * The one rule by which texts that people write are trimmed, folded and compared; stored keys and
 * typed queries alike.
 */
import { foldDigits } from "./digits.ts";

/** Every kind of blank; a Braille blank shows as one, and control characters show as nothing. */
const blank = "\\p{White_Space}\\p{Z}\\p{Cc}\\u2800";
/** Takes no room and shows nothing: joiners, soft hyphens, marks of direction, fillers, tags. */
const invisible = "\\p{Default_Ignorable_Code_Point}\\uFFF9-\\uFFFB";
/** Chooses between forms of the character before it, so it belongs to that one. */
const variation = "\\uFE00-\\uFE0F\\u180B-\\u180D\\u180F\\u{E0100}-\\u{E01EF}";

/**
 * A character that someone sees, and a letter or number that is none of the fillers, as parts of
 * patterns with the flag `u`.
 */
export const visiblePattern = `[^${blank}${invisible}\\p{Cs}\\p{Cn}]`;
export const letterPattern = `(?![${invisible}])[\\p{L}\\p{N}]`;

const leading = new RegExp(`^[${blank}${invisible}]+`, "u");
const unseenAlone = new RegExp(`^(?![${variation}])[${blank}${invisible}]$`, "u");
const invisibles = new RegExp(`[${invisible}]`, "gu");
const blanks = new RegExp(`[${blank}]+`, "gu");

/** Without blanks and invisible characters at both ends; what is between stays as it was typed. */
export function trimText(text: string): string {
  const begun = text.replace(leading, "");
  return begun.slice(0, endOf(begun));
}

/**
 * From behind, one character at a time: an expression that ends in `$` would be tried from every
 * blank.
 */
function endOf(text: string): number {
  let end = text.length;
  for (;;) {
    const width = /^[\uDC00-\uDFFF]$/.test(text.slice(end - 1, end)) && end > 1 ? 2 : 1;
    const last = text.slice(end - width, end);
    if (end === 0 || !unseenAlone.test(last)) break;
    end -= width;
  }
  return end;
}

/**
 * Everything that is used as an apostrophe: quotes, primes, modifier letters, geresh, okina,
 * spacing accents.
 */
const apostrophes =
  /['`\u00B4\u02B9\u02BB-\u02BF\u02C8\u02CA\u02CB\u0374\u055A\u05F3\u1FBD\u1FBF\u1FEF\u1FFD\u1FFE\u2018-\u201B\u2032\u2035\uA78B\uA78C\uFF07\uFF40]/gu;
/**
 * Hyphens, dashes and minus signs of every kind; the Katakana length mark is a letter and none of
 * these.
 */
const hyphens = /[\p{Pd}\u2212\u2043\u02D7\u2796]/gu;

/**
 * Width, ligatures, blanks, hyphens, apostrophes and digits of other scripts do not tell two ids
 * apart; letters, their case and their accents do: `" ID‑7 "` and `ＩＤ-7` are one.
 */
export function foldWriting(text: string): string {
  return foldDigits(text.replace(invisibles, "").normalize("NFD").replace(apostrophes, "'").normalize("NFKC"))
    .replace(invisibles, "")
    .replace(apostrophes, "'")
    .replace(hyphens, "-")
    .replace(blanks, " ")
    .trim();
}

/**
 * Letters that have no decomposition into a base letter and an accent, and variants of one letter
 * in Arabic and Greek.
 */
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
  ħ: "h",
  ŧ: "t",
  ŋ: "ng",
  ĸ: "k",
  ɓ: "b",
  ɗ: "d",
  ƙ: "k",
  ƴ: "y",
  ə: "e",
  ς: "σ",
  ٱ: "ا",
  ى: "ي",
  ی: "ي",
  ک: "ك",
  ە: "ه",
  ہ: "ه",
  ة: "ه",
  ـ: "",
};
const special = new RegExp(`[${Object.keys(plain).join("")}]`, "gu");

/**
 * Accents, niqqud and harakat. Vowel signs of Indic and Thai letters, and the voicing marks of
 * kana, make other sounds: they stay.
 */
const accents =
  /(?![\u3099\u309A])(?=[\p{Script=Inherited}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}])\p{M}/gu;
const katakana = /[\u30A1-\u30F6]/g;

/**
 * A text as names are compared: `foldWriting`, and case, accents and kana do not count either.
 * Apostrophes become `'`, hyphens `-`, blanks one space. Folding twice is folding once.
 */
export function foldText(text: string): string {
  // Plain ASCII, which most names are, needs none of what follows.
  if (/^[\x20-\x7E]*$/.test(text)) return text.toLowerCase().replaceAll("`", "'").replace(/ +/g, " ").trim();
  return foldWriting(text)
    .toUpperCase()
    .toLowerCase()
    .normalize("NFKD")
    .replace(accents, "")
    .replace(special, (letter) => plain[letter] ?? letter)
    .normalize("NFC")
    .replace(katakana, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60))
    .replace(blanks, " ")
    .trim();
}

/** Whether two texts are one to a reader: what `foldText` leaves of them is the same. */
export function sameText(a: string, b: string): boolean {
  return foldText(a) === foldText(b);
}
