import { joinedMax } from "@pms/contracts/text/names";

/**
 * The word, and every run of up to four neighbours with it in one: `de la cruz` also finds
 * `delacruz`.
 */
export function formsOf(words: readonly string[], at: number): string[] {
  const forms: string[] = [];
  for (let start = Math.max(0, at - joinedMax + 1); start <= at; start += 1)
    for (let end = at + 1; end <= Math.min(words.length, start + joinedMax); end += 1)
      forms.push(words.slice(start, end).join(""));
  return [...new Set(forms)];
}
