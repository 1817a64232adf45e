/** How near a birth date is to one that was typed: some digits are easily mistaken. */
import type { DateRange } from "@pms/contracts/text/typed-date";

export type NearDate = { similarity: number; kind: "exact" | "prefix" | "transposed" | "fuzzy" };

const swapped = 0.9;
/** One field is wrong: a digit of it, two of its digits swapped, or all of it. */
const oneDigit = 0.8;
const oneField = 0.68;

/** Undefined where more than one field differs. Whole days alone are forgiven anything. */
export function nearDate(born: string, ranges: readonly DateRange[]): NearDate | undefined {
  const at = ranges.findIndex(({ from, to }) => from <= born && born <= to);
  const found = ranges[at];
  if (found) {
    if (found.from !== found.to) return { similarity: 1, kind: "prefix" };
    return at === 0 ? { similarity: 1, kind: "exact" } : { similarity: 0.95, kind: "transposed" };
  }
  const near = ranges
    .filter(({ from, to }) => from === to)
    .flatMap(({ from }) => nearDay(born, from) ?? [])
    .sort((a, b) => b.similarity - a.similarity);
  return near[0];
}

function nearDay(born: string, typed: string): NearDate | undefined {
  const [own, other] = [born.split("-"), typed.split("-")];
  if (own[0] === other[0] && own[1] === other[2] && own[2] === other[1])
    return { similarity: swapped, kind: "transposed" };
  const differing = own.flatMap((field, at) => (field === other[at] ? [] : [at]));
  const [field] = differing;
  if (field === undefined || differing.length > 1) return undefined;
  const isNear = differsInOneDigit(own[field] ?? "", other[field] ?? "");
  return { similarity: isNear ? oneDigit : oneField, kind: "fuzzy" };
}

function differsInOneDigit(a: string, b: string): boolean {
  const places = [...a].flatMap((digit, at) => (digit === b[at] ? [] : [at]));
  const [one = 0, other] = places;
  if (places.length === 1) return true;
  return places.length === 2 && other === one + 1 && a[one] === b[other] && a[other] === b[one];
}
