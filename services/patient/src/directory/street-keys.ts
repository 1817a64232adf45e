/** By what an address is found: its house number with each word of its street. */
import { foldText } from "@pms/contracts/text/text";

/** Words that say what kind of street it is, or which end of it: they tell nobody's from another's. */
const kinds = new Set(
  "st street str ave avenue av rd road dr drive ln lane blvd boulevard ct court cts way pl place plz plaza ter terrace terr hwy highway trl trail cir circle pkwy parkway sq square loop run row path pass aly alley xing crossing cv cove pt point rdg ridge hts heights expy fwy tpke turnpike n s e w north south east west ne nw se sw apt unit suite ste floor fl rm lot box calle avenida rue via viale strasse weg platz la le de del der die das the of".split(
    " ",
  ),
);
const tokensMax = 12;

const tokensOf = (text: string) => (foldText(text).match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).slice(0, tokensMax);
const isNumber = (token: string) => /^\d{1,6}[a-z]?$/.test(token);

/** Whether a word is one by which a street is known. */
export const isStreetWord = (word: string): boolean => word.length > 1 && !isNumber(word) && !kinds.has(word);

/** `12 Main St` → `12 main`, and `12 ~mn`, by which it is found when the word is misspelt. */
export function streetKeys(street: string): string[] {
  const tokens = tokensOf(street);
  const [first, last] = [tokens.find(isNumber), tokens.findLast(isNumber)];
  const numbers = [...new Set([first, last].filter((number) => number !== undefined))];
  const words = tokens.filter(isStreetWord);
  const loose = [...words, ...pairsOf(words)].flatMap(looseWord);
  return numbers.flatMap((number) => [...new Set([...words, ...loose])].map((word) => `${number} ${word}`));
}

/** Each word in one with its neighbour: `oldmill` of `old mill`. */
export const pairsOf = (words: readonly string[]): string[] => words.slice(1).map((word, at) => `${words[at]}${word}`);

/** The word's consonants, each once and in the alphabet's order; none where they are too few to tell it. */
export function looseWord(word: string): string[] {
  const consonants = [...new Set(word.replace(/[^b-df-hj-np-tv-xz]/g, ""))].sort();
  return consonants.length >= 3 ? [`~${consonants.join("")}`] : [];
}
