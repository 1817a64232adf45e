/** How alike two written words are. */

/**
 * Jaro–Winkler similarity, 0 to 1 (Winkler 1990): letters in common within half the length, less
 * for those out of order, more for the first four that agree.
 */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Uint8Array(b.length);
  const common: number[] = [];
  for (let i = 0; i < a.length; i += 1) {
    const last = Math.min(b.length - 1, i + reach);
    for (let j = Math.max(0, i - reach); j <= last; j += 1)
      if (taken[j] === 0 && a.charCodeAt(i) === b.charCodeAt(j)) {
        taken[j] = 1;
        common.push(i);
        break;
      }
  }
  const count = common.length;
  if (count === 0) return 0;
  let at = 0;
  let outOfOrder = 0;
  for (let j = 0; j < b.length; j += 1)
    if (taken[j] === 1) {
      if (b.charCodeAt(j) !== a.charCodeAt(common[at] ?? 0)) outOfOrder += 1;
      at += 1;
    }
  const jaro = (count / a.length + count / b.length + (count - outOfOrder / 2) / count) / 3;
  let begun = 0;
  while (begun < 4 && begun < a.length && a.charCodeAt(begun) === b.charCodeAt(begun)) begun += 1;
  return jaro + begun * 0.1 * (1 - jaro);
}

/**
 * True when one letter more, less or other, or two neighbours swapped, makes one of the other
 * (optimal string alignment of at most 1).
 */
export function isOneEditApart(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let start = 0;
  while (start < short.length && short.charCodeAt(start) === long.charCodeAt(start)) start += 1;
  const rest = (text: string, from: number) => text.slice(start + from);
  if (short.length !== long.length) return rest(short, 0) === rest(long, 1);
  if (rest(short, 1) === rest(long, 1)) return true;
  const isSwapped = short[start] === long[start + 1] && short[start + 1] === long[start];
  return isSwapped && rest(short, 2) === rest(long, 2);
}
