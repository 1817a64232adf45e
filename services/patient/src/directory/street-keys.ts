/** By what an address is found: its house number with each word of its street. */
import { foldText } from "@pms/contracts/text/text";

/** Words that say what kind of street it is, or which end of it: they tell nobody's from another's. */
const kinds = new Set(
  "st street ave avenue rd road dr drive ln lane blvd boulevard ct court way pl place ter terrace hwy highway n s e w north south east west ne nw se sw apt unit suite ste floor fl calle rue via viale strasse str weg platz la le de der die the".split(
    " ",
  ),
);
const tokensMax = 12;

const tokensOf = (text: string) => (foldText(text).match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).slice(0, tokensMax);
const isNumber = (token: string) => /^\d{1,6}[a-z]?$/.test(token);

/** Whether a word is one by which a street is known. */
export const isStreetWord = (word: string): boolean => word.length > 1 && !isNumber(word) && !kinds.has(word);

/** `12 Main St` → `12 main`. */
export function streetKeys(street: string): string[] {
  const tokens = tokensOf(street);
  const [first, last] = [tokens.find(isNumber), tokens.findLast(isNumber)];
  const numbers = [...new Set([first, last].filter((number) => number !== undefined))];
  return numbers.flatMap((number) => tokens.filter(isStreetWord).map((word) => `${number} ${word}`));
}
