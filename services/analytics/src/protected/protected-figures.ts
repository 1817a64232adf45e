/**
 * What is shown of a published cell, or of a sum of them. See ADR 25 for why it holds against
 * subtraction.
 */
import { createHmac } from "node:crypto";
import type { Money } from "@pms/contracts/http/common";
import { toMoney } from "../query/report-table.ts";
import type { Publication } from "./store/publication.ts";
import type { PublishedCell } from "./store/read-published.ts";

/** Figures on fewer people than these could tell of one of them. */
export const peopleMin = 11;
/** So many are told apart by a published cell. */
const peopleKnownMax = 32;
/**
 * How many more than the least number of people a figure needs, on average: nobody learns from its
 * absence how many there are.
 */
const furtherPeopleMean = 2;
const countNoise = 1.5;
const amountNoise = 0.004;
/** A count below it is not shown, so that none looks as if it were of fewer than eleven. */
const countMin = 15;

export type ProtectedFigures = {
  /** Null where it is withheld. @param set names what was counted, always in the same words */
  count(set: string, cell: PublishedCell): number | null;
  money(set: string, cell: PublishedCell): Money | null;
};

export function createProtectedFigures({ key }: Pick<Publication, "key">): ProtectedFigures {
  /**
   * Between 0 and 1, both excluded; the same for the same words as long as the installation lives.
   */
  const uniform = (...words: unknown[]) =>
    (createHmac("sha256", key).update(JSON.stringify(words)).digest().readUIntBE(0, 6) + 0.5) / 2 ** 48;
  const logistic = (...words: unknown[]) => {
    const u = uniform(...words);
    return Math.log(u / (1 - u));
  };
  /**
   * One part stays, so that it does not average out over time; one changes with every publication.
   */
  const noise = (measure: string, set: string, { publication }: PublishedCell) =>
    logistic(measure, set) + logistic(measure, set, publication);
  /** Where what is needed is beyond what is known, the figure is withheld whatever the number. */
  const hasEnough = (set: string, { people }: PublishedCell) => {
    const needed = peopleMin + Math.floor(-furtherPeopleMean * Math.log(uniform("people", set)));
    return needed <= peopleKnownMax && people >= needed;
  };
  return {
    count(set, cell) {
      const count = Number(cell.countMicro) / 1e6 + countNoise * noise("count", set, cell);
      if (!hasEnough(set, cell) || count < countMin) return null;
      return roundTo(stepOf(count, 10), count);
    },
    money(set, cell) {
      if (!hasEnough(set, cell)) return null;
      const gross = Number(cell.grossMinor);
      const amount = Number(cell.amountMinor) + amountNoise * noise("amount", set, cell) * gross;
      return toMoney(BigInt(roundTo(stepOf(gross, 1_000), amount)), cell.currency);
    },
  };
}

/** A hundredth of the power of ten that the figure reaches, and no less than `least`. */
const stepOf = (size: number, least: number) => Math.max(least, 10 ** (Math.floor(Math.log10(Math.max(size, 1))) - 2));
/** Zero is never negative. */
const roundTo = (step: number, figure: number) => Math.round(figure / step) * step || 0;
