import { isMoney } from "@pms/contracts/analytics/chart-marks";
import type { Report } from "@pms/contracts/analytics/reports";
import { stringify } from "csv-stringify/sync";
import { decimalAmount } from "../query/decimal-amount.ts";

/**
 * RFC 4180 with a header. Money is in major units beside its currency, suppressed figures are
 * empty, and where two ranges are compared, the first column says of which a row is.
 */
export function reportCsv({ columns, rows: current, compared }: Report): string {
  const previous = compared?.rows ?? [];
  const rows = [...current, ...previous];
  const hasMoney = columns.some(({ kind }) => kind === "money");
  const suppressed = rows.some((row) => row.suppressed === true);
  const header = columns.map(({ name }) => name);
  if (hasMoney) header.push("currency");
  if (suppressed) header.push("suppressed");
  if (compared) header.unshift("range");
  const lines = rows.map((row, index) => [
    ...(compared ? [index < current.length ? "current" : "previous"] : []),
    ...columns.map(({ name }) => cell(row[name])),
    ...(hasMoney ? [currencyOf(row)] : []),
    ...(suppressed ? [row.suppressed === true ? "yes" : ""] : []),
  ]);
  // Without the mark Excel reads UTF-8 as the code page of the machine.
  return stringify([header, ...lines], { bom: true, record_delimiter: "windows" });
}

function cell(value: unknown): string {
  if (isMoney(value)) return decimalAmount(value);
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? withoutFormula(value) : "";
}

/** Spreadsheets run a cell that begins like a formula; an apostrophe makes it text (CWE-1236). */
function withoutFormula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function currencyOf(row: Record<string, unknown>): string {
  return Object.values(row).find(isMoney)?.currency ?? "";
}

/** `pms-charges-2026-01-01-2026-12-31.csv`: nothing in it could a caller have written freely. */
export function fileName({ report, filters }: Report, extension: string): string {
  const span = [filters.from, filters.to].filter((date) => typeof date === "string");
  return `${["pms", report, ...span].join("-")}.${extension}`;
}
