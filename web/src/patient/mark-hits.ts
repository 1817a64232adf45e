/** Which parts of a name the typed words begin; apart, since names stand in the first load. */
import { queryWords } from "@pms/contracts/text/names";
import { foldText } from "@pms/contracts/text/text";

/**
 * Cuts a name into parts, marking those that the typed words begin: `[["Rui", true], ["z",
 * false]]`.
 */
export function markHits(text: string, query: string): { text: string; hit: boolean; at: number }[] {
  const words = queryWords(query);
  return [...text.matchAll(/[^\s-]+|[\s-]+/g)].flatMap(({ 0: part, index }) => {
    const folded = foldText(part).replaceAll("'", "");
    const length = Math.max(0, ...words.filter((word) => folded.startsWith(word)).map((word) => word.length));
    if (length === 0 || folded.length !== part.length) return [{ text: part, hit: length > 0, at: index }];
    const [hit, rest] = [part.slice(0, length), part.slice(length)];
    return [{ text: hit, hit: true, at: index }, ...(rest ? [{ text: rest, hit: false, at: index + length }] : [])];
  });
}
