/**
 * Rows of a report as a chart or table needs them. A suppressed count stays unknown; it never
 * becomes zero.
 */
import type { Money } from "@pms/contracts/http/common";

export type Row = Readonly<Record<string, unknown>>;

export function isMoney(value: unknown): value is Money {
  return typeof value === "object" && value !== null && "amountMinor" in value && "currency" in value;
}

/** What is withheld is not: nobody may take it for nothing. */
export function isZero(value: unknown): boolean {
  return value === 0 || (isMoney(value) && value.amountMinor === 0);
}

function countOf(row: Row): number | null {
  return typeof row.count === "number" ? row.count : null;
}

export type Point = { period: string; count: number | null };

/** In the place of a figure that may not be told, since few people are behind it, or none. */
export const withheld = "withheld";

/** With a part that is withheld the sum is withheld. */
export function addUnknown(a: number | null | undefined, b: number | null): number | null {
  if (a === null || b === null) return null;
  return (a ?? 0) + b;
}

/** Nothing there is zero; null stays withheld. */
const orZero = (sum: number | null | undefined) => (sum === undefined ? 0 : sum);

/** Sums by period, whatever else the rows are divided by; null where a part of it is withheld. */
function sumsByPeriod(rows: readonly Row[], measureOf: (row: Row) => number | null): Map<string, number | null> {
  const sums = new Map<string, number | null>();
  for (const row of rows) {
    const period = String(row.period ?? "");
    sums.set(period, addUnknown(sums.get(period), measureOf(row)));
  }
  return sums;
}

/** People by period. */
export function countsByPeriod(rows: readonly Row[]): Point[] {
  const sums = sumsByPeriod(rows, countOf);
  return [...sums].map(([period, count]) => ({ period, count })).toSorted((a, b) => a.period.localeCompare(b.period));
}

const minorOf = ({ amount }: Row) => (isMoney(amount) ? amount.amountMinor : null);

export type Flow = { period: string; chargedMinor: number | null; paidMinor: number | null };

/** Charges and payments side by side; a period without one of them has 0 of it. */
export function flowsByPeriod(charges: readonly Row[], payments: readonly Row[]): Flow[] {
  const [charged, paid] = [sumsByPeriod(charges, minorOf), sumsByPeriod(payments, minorOf)];
  return [...new Set([...charged.keys(), ...paid.keys()])]
    .toSorted()
    .map((period) => ({ period, chargedMinor: orZero(charged.get(period)), paidMinor: orZero(paid.get(period)) }));
}

export type PyramidBand = { band: string; female: number | null; male: number | null; other: number | null };

const lowest = (band: string) => Number(/\d+/.exec(band)?.[0] ?? Number.POSITIVE_INFINITY);

/** Age bands, youngest first, with the people of each sex; null where the number is withheld. */
export function pyramidOf(rows: readonly Row[], bandColumn: string, sexColumn: string): PyramidBand[] {
  const bands = new Map<string, Partial<Record<"female" | "male" | "other", number | null>>>();
  for (const row of rows) {
    const band = String(row[bandColumn] ?? "unknown");
    const sex = row[sexColumn] === "female" ? "female" : row[sexColumn] === "male" ? "male" : "other";
    const sums = bands.get(band) ?? {};
    bands.set(band, { ...sums, [sex]: addUnknown(sums[sex], countOf(row)) });
  }
  return [...bands]
    .toSorted(([a], [b]) => lowest(a) - lowest(b))
    .map(([band, { female, male, other }]) => ({
      band,
      female: orZero(female),
      male: orZero(male),
      other: orZero(other),
    }));
}
