import type { ReportColumn } from "@pms/contracts/analytics";
import type { Money } from "@pms/contracts/common";
import type { Static } from "typebox";

export type Column = Static<typeof ReportColumn>;
export type TableRow = { values: Record<string, unknown> };
export type ReportTable = { columns: Column[]; rows: TableRow[] };

/** More rows than anyone reads; a narrower question answers them. */
export const rowsMax = 5_000;

export const periodColumn: Column = { name: "period", title: "Period", kind: "period" };
export const countColumn = (title: string): Column => ({ name: "count", title, kind: "count" });
export const moneyColumn = (name: string, title: string): Column => ({ name, title, kind: "money" });
export const dimensionColumn = (name: string, title: string): Column => ({ name, title, kind: "dimension" });

/** How a grouping is called in rows. */
export const groupColumns: Readonly<Record<string, Column>> = {
  sex: dimensionColumn("sex", "Sex"),
  state: dimensionColumn("state", "State"),
  facility: dimensionColumn("facilityId", "Facility"),
  code: dimensionColumn("code", "Charge code"),
  method: dimensionColumn("method", "Method"),
  position: dimensionColumn("position", "Position"),
};

/** Throws when it cannot be said exactly as a JSON number, which no clinic's money reaches. */
export function toMoney(amountMinor: bigint, currency: string): Money {
  return { amountMinor: toCount(amountMinor), currency };
}

export function toCount(count: bigint): number {
  const number = Number(count);
  if (!Number.isSafeInteger(number)) throw new RangeError("A figure is beyond exact numbers");
  return number;
}
