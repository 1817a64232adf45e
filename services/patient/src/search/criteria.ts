/** What someone who is searched for must fulfil beside the name, as the directory knows it. */
import type { DateRange } from "@pms/contracts/text/typed-date";
import { type Directory, phonesOf, unborn } from "../directory/directory.ts";
import type { SearchTerms } from "./store/search-patients.ts";

/** 0 where the slot does not fit, 700 for a beginning, 1,000 for the whole. */
export type Criterion = (slot: number) => number;

const dayMs = 86_400_000;
const begun = 700;
const whole = 1_000;

const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / dayMs;

/** One for each number and each date that was typed. */
export function criteriaOf(directory: Directory, terms: SearchTerms): Criterion[] {
  return [...numberCriteria(directory, terms), ...terms.born.map((ranges) => bornIn(directory, ranges))];
}

/** Those of the numbers alone: no digit of them is forgiven. */
export function numberCriteria(directory: Directory, { numbers }: SearchTerms): Criterion[] {
  return numbers.map(({ mrn, mrnStart, phone, born }) => {
    const isBorn = born === undefined ? () => 0 : bornIn(directory, born);
    return (slot) => {
      const points = isBorn(slot);
      const own = String(directory.mrn[slot]);
      if (points === whole || own === mrn) return whole;
      const fits = points > 0 || (mrnStart !== undefined && own.startsWith(mrnStart));
      if (!phone) return fits ? begun : 0;
      const { keys, starts, ends } = phone;
      const phones = phonesOf(directory, slot);
      if (phones.some((each) => keys.includes(each))) return whole;
      const isPart = (each: string) =>
        starts.some((start) => each.startsWith(start)) || ends.some((end) => each.endsWith(end));
      return fits || phones.some(isPart) ? begun : 0;
    };
  });
}

/** 1,000 for the day that is meant first, 700 for another within the ranges. */
export function bornIn({ birthDay }: Directory, ranges: readonly DateRange[]): Criterion {
  const spans = ranges.map(({ from, to }) => [dayOf(from), dayOf(to)] as const);
  const [first] = spans;
  const day = first && first[0] === first[1] ? first[0] : undefined;
  return (slot) => {
    const own = birthDay[slot] ?? unborn;
    if (own === day) return whole;
    return spans.some(([from, to]) => from <= own && own <= to) ? begun : 0;
  };
}
