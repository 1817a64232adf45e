/** How near a birth date is to one that was typed: some digits are easily mistaken. */
import type { DateRange } from "@pms/contracts/text/typed-date";

export type NearDate = { similarity: number; kind: "exact" | "prefix" | "transposed" | "fuzzy" };

/** The day that is meant where the unlikelier of day and month stands first. */
const otherOrder = 0.95;
export const swapped = 0.9;
/** One field is wrong: a digit of it, two of its digits swapped, or all of it. */
const oneDigit = 0.8;
const oneField = 0.68;

/** Undefined where more than one field differs. Whole days alone are forgiven anything. */
export function nearDate(born: string, ranges: readonly DateRange[]): NearDate | undefined {
  const at = ranges.findIndex(({ from, to }) => from <= born && born <= to);
  const found = ranges[at];
  if (found) {
    if (found.from !== found.to) return { similarity: 1, kind: "prefix" };
    return at === 0 ? { similarity: 1, kind: "exact" } : { similarity: otherOrder, kind: "transposed" };
  }
  // What is meant less likely is forgiven nothing.
  const [first] = ranges;
  return first && first.from === first.to ? nearDay(born, first.from) : undefined;
}

function nearDay(born: string, typed: string): NearDate | undefined {
  const [own, other] = [born.split("-"), typed.split("-")];
  if (own[0] === other[0] && own[1] === other[2] && own[2] === other[1])
    return { similarity: swapped, kind: "transposed" };
  const differing = own.flatMap((field, at) => (field === other[at] ? [] : [at]));
  const [field] = differing;
  if (field === undefined || differing.length > 1) return undefined;
  return { similarity: fieldSimilarity(Number(own[field]), Number(other[field])), kind: "fuzzy" };
}

/** Of two days, two months or two years. */
function fieldSimilarity(a: number, b: number): number {
  let [differing, swaps] = [0, false];
  for (let place = 1; place <= 1_000; place *= 10) {
    const [own, other] = [digitAt(a, place), digitAt(b, place)];
    if (own === other) continue;
    differing += 1;
    swaps ||= own === digitAt(b, place * 10) && other === digitAt(a, place * 10);
  }
  return differing === 1 || (differing === 2 && swaps) ? oneDigit : oneField;
}

const digitAt = (number: number, place: number) => Math.floor(number / place) % 10;

const dayMs = 86_400_000;
const [yearMin, yearMax] = [1_870, 2_100];

/**
 * Every day that is near to one of the ranges, in days since 1970, and how near: what `nearDate`
 * says, for who would ask it of thousands. Undefined where a range is a month or a year.
 */
export function nearDays(ranges: readonly DateRange[]): ReadonlyMap<number, number> | undefined {
  if (ranges.some(({ from, to }) => from !== to)) return undefined;
  const days = new Map<number, number>();
  const take = (year: number, month: number, day: number, similarity: number) => {
    const time = Date.UTC(year, month - 1, day);
    if (month > 12 || new Date(time).getUTCDate() !== day) return;
    const at = time / dayMs;
    if (similarity > (days.get(at) ?? 0)) days.set(at, similarity);
  };
  for (const [at, { from }] of ranges.entries()) {
    const [year = 0, month = 0, day = 0] = from.split("-").map(Number);
    take(year, month, day, at === 0 ? 1 : otherOrder);
    if (at > 0) continue;
    take(year, day, month, swapped);
    for (let other = 1; other <= 31; other += 1) take(year, month, other, fieldSimilarity(day, other));
    for (let other = 1; other <= 12; other += 1) take(year, other, day, fieldSimilarity(month, other));
    for (let other = yearMin; other <= yearMax; other += 1) take(other, month, day, fieldSimilarity(year, other));
  }
  return days;
}
