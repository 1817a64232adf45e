/** How a word sounds: what two codes have in common says how alike. */
import { doubleMetaphone } from "double-metaphone";

const soundable = /^[a-z]{2,32}$/;

/**
 * Double Metaphone's codes, the likelier first, and Soundex's, which takes more words for one; empty
 * for other scripts and for a single letter, and where two are the same.
 */
export function soundCodes(word: string): { first: string; second: string; loose: string } {
  if (!soundable.test(word)) return { first: "", second: "", loose: "" };
  const [first, second] = doubleMetaphone(word);
  return { first, second: second === first ? "" : second, loose: `*${soundex(word)}` };
}

const classes = "01230120022455012623010202";

/** American Soundex (R. C. Russell, as the National Archives have it). */
function soundex(word: string): string {
  const classOf = (letter: string) => classes.charAt(letter.charCodeAt(0) - 97);
  let code = "";
  let last = classOf(word.charAt(0));
  for (const letter of word.slice(1)) {
    const own = classOf(letter);
    if (own !== "0" && own !== last) code += own;
    if (letter !== "h" && letter !== "w") last = own;
    if (code.length === 3) break;
  }
  return word.charAt(0) + code.padEnd(3, "0");
}
