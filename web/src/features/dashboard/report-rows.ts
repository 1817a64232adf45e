/** Rows of a report as a chart or table needs them. A suppressed count stays unknown; it never becomes zero. */
import type { Money } from "@pms/contracts/common";

export type Row = Readonly<Record<string, unknown>>;

export function isMoney(value: unknown): value is Money {
  return typeof value === "object" && value !== null && "amountMinor" in value && "currency" in value;
}

function countOf(row: Row): number | null {
  return typeof row.count === "number" ? row.count : null;
}

export type Point = { period: string; count: number };

/**
 * In the place of a count that may not be told: it is below 11, or a small one could be worked out from it.
 * So “< 11” would not always be true.
 */
export const withheld = "withheld";

/** Counts by period, whatever else the rows are divided by. */
export function countsByPeriod(rows: readonly Row[]): Point[] {
  const sums = new Map<string, number>();
  for (const row of rows) {
    const period = String(row.period ?? "");
    sums.set(period, (sums.get(period) ?? 0) + (countOf(row) ?? 0));
  }
  return [...sums].map(([period, count]) => ({ period, count })).toSorted((a, b) => a.period.localeCompare(b.period));
}

/** Amounts by period in minor units. */
export function amountsByPeriod(rows: readonly Row[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) {
    const period = String(row.period ?? "");
    const minor = isMoney(row.amount) ? row.amount.amountMinor : 0;
    sums.set(period, (sums.get(period) ?? 0) + minor);
  }
  return sums;
}

export type Flow = { period: string; chargedMinor: number; paidMinor: number };

/** Charges and payments side by side; a period without one of them has 0 of it. */
export function flowsByPeriod(charges: readonly Row[], payments: readonly Row[]): Flow[] {
  const [charged, paid] = [amountsByPeriod(charges), amountsByPeriod(payments)];
  return [...new Set([...charged.keys(), ...paid.keys()])]
    .toSorted()
    .map((period) => ({ period, chargedMinor: charged.get(period) ?? 0, paidMinor: paid.get(period) ?? 0 }));
}

export type PyramidBand = { band: string; female: number | null; male: number | null; other: number | null };

const lowest = (band: string) => Number(/\d+/.exec(band)?.[0] ?? Number.POSITIVE_INFINITY);

function addUnknown(a: number | null | undefined, b: number | null): number | null {
  if (a === null || b === null) return null;
  return (a ?? 0) + b;
}

/** Age bands, youngest first, with the people of each sex; null where the number is withheld. */
export function pyramidOf(rows: readonly Row[], bandColumn: string, sexColumn: string): PyramidBand[] {
  const bands = new Map<string, Partial<Record<"female" | "male" | "other", number | null>>>();
  for (const row of rows) {
    const band = String(row[bandColumn] ?? "unknown");
    const sex = row[sexColumn] === "female" ? "female" : row[sexColumn] === "male" ? "male" : "other";
    const sums = bands.get(band) ?? {};
    bands.set(band, { ...sums, [sex]: addUnknown(sums[sex], countOf(row)) });
  }
  const orZero = (count: number | null | undefined) => (count === undefined ? 0 : count);
  return [...bands]
    .toSorted(([a], [b]) => lowest(a) - lowest(b))
    .map(([band, { female, male, other }]) => ({
      band,
      female: orZero(female),
      male: orZero(male),
      other: orZero(other),
    }));
}
