import type { ReportColumn } from "@pms/contracts/analytics/reports";
import type { Money } from "@pms/contracts/http/common";
import { ProblemError } from "@pms/kit/problem/problem";

export type Column = ReportColumn;
export type TableRow = { values: Record<string, unknown> };
export type ReportTable = { columns: Column[]; rows: TableRow[] };

/** As many as the days of 1900 to 2036, so that all there is can be had by day. */
export const rowsMax = 50_000;

export const periodColumn: Column = { name: "period", title: "Period", kind: "period" };
export const countColumn = (title: string): Column => ({ name: "count", title, kind: "count" });
export const moneyColumn = (name: string, title: string): Column => ({ name, title, kind: "money" });
export const percentColumn = (name: string, title: string): Column => ({ name, title, kind: "percent" });
export const dimensionColumn = (name: string, title: string): Column => ({ name, title, kind: "dimension" });

/** What some report can be grouped by, and how it is called in rows. */
export const groupColumns = {
  sex: dimensionColumn("sex", "Sex"),
  state: dimensionColumn("state", "State"),
  facility: dimensionColumn("facilityId", "Facility"),
  code: dimensionColumn("code", "Charge code"),
  method: dimensionColumn("method", "Method"),
  position: dimensionColumn("position", "Position"),
} satisfies Record<string, Column>;
export type Grouping = keyof typeof groupColumns;
export const groupings = Object.keys(groupColumns) as Grouping[];

/** 422 when it cannot be said exactly as a JSON number: no figure is rounded. */
export function toMoney(amountMinor: bigint, currency: string): Money {
  return { amountMinor: toCount(amountMinor), currency };
}

export function toCount(count: bigint): number {
  const number = Number(count);
  if (!Number.isSafeInteger(number)) throw beyondExactNumbers();
  return number;
}

/** To two places; null of nothing, and where either is withheld. */
export function percentOf(part: unknown, whole: unknown): number | null {
  if (typeof part !== "number" || typeof whole !== "number" || whole === 0) return null;
  return Math.round((part / whole) * 10_000) / 100;
}

export function beyondExactNumbers(): ProblemError {
  return new ProblemError(
    "rule-violated",
    "A sum is beyond 9,007,199,254,740,991 minor units, which JSON numbers cannot say exactly: ask for a shorter range, or by facility.",
  );
}
