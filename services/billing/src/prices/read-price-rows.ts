import { type PriceImportResult, PriceWrite, priceColumns, priceRowsMax } from "@pms/contracts/billing/prices";
import { invalidField } from "@pms/kit/problem/problem";
import { bodyChecker } from "@pms/kit/validation/validator";
import { CsvError, parse } from "csv-parse/sync";

export type PriceLine = { line: number; price: PriceWrite };
export type PriceFault = PriceImportResult["errors"][number];
type Column = (typeof priceColumns)[number];
type Cells = Partial<Record<Column, string>>;

const needed = ["code", "description", "category", "price", "effectiveFrom"] as const;
const columnOf: Readonly<Record<string, Column>> = { amount: "price", amountMinor: "price" };
const faultsOf = bodyChecker(PriceWrite);

/**
 * The prices that a file holds, and what is wrong with its lines. 400 for what is no CSV, lacks a
 * column or has more lines than a list takes.
 */
export function readPriceRows(csv: string, currency: string): { prices: PriceLine[]; faults: PriceFault[] } {
  const prices: PriceLine[] = [];
  const faults: PriceFault[] = [];
  for (const { line, cells } of linesOf(csv)) {
    const read = readLine(cells, currency);
    if (Array.isArray(read)) faults.push(...read.map((fault) => ({ line, ...fault })));
    else prices.push({ line, price: read });
  }
  return { prices, faults };
}

function linesOf(csv: string): { line: number; cells: Cells }[] {
  let header: Column[] | undefined;
  const read = (names: string[]) => {
    header = names.map(
      (name) => priceColumns.find((each) => each.toLowerCase() === name.trim().toLowerCase()) ?? name,
    ) as Column[];
    const missing = needed.filter((name) => !header?.includes(name));
    if (missing.length > 0) throw invalidField("/csv", `lacks the column ${missing.join(", ")}`);
    return header;
  };
  try {
    const options = {
      bom: true,
      columns: read,
      info: true,
      skip_empty_lines: true,
      trim: true,
      delimiter: separatorOf(csv),
    };
    const records = parse(csv, options) as unknown as { record: Cells; info: { lines: number } }[];
    if (records.length === 0) throw invalidField("/csv", "holds no price");
    if (records.length > priceRowsMax) throw invalidField("/csv", `holds more than ${priceRowsMax} prices`);
    return records.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (error instanceof CsvError) throw invalidField("/csv", `is no CSV at line ${error.lines ?? 1}`);
    throw error;
  }
}

/** A spreadsheet where the comma is the decimal sign writes semicolons between the cells. */
function separatorOf(csv: string): string {
  const [names = ""] = csv.split("\n", 1);
  return [";", "\t"].find((sign) => names.includes(sign)) ?? ",";
}

/** The price, or what is wrong with it, by the names of the columns. */
function readLine(cells: Cells, fallback: string): PriceWrite | Omit<PriceFault, "line">[] {
  const { code = "", description = "", category = "", effectiveFrom = "", facilityId, payer } = cells;
  const currency = cells.currency || fallback;
  const amount = minorUnitsOf(cells.price ?? "", currency);
  if (typeof amount === "string") return [{ column: "price", detail: amount }];
  const price = {
    ...{ code, description, category, effectiveFrom },
    amount: { amountMinor: amount, currency },
    ...(facilityId && { facilityId }),
    ...(payer && { payer }),
  };
  const faults = faultsOf(price);
  if (faults.length === 0) return price;
  return faults.map(({ pointer, detail }) => {
    const [, name = ""] = pointer.split("/");
    return { column: pointer === "/amount/currency" ? "currency" : (columnOf[name] ?? name), detail };
  });
}

/** Minor units of what is written as `1250`, `1,250.00` or `1250.5`; in words why it is none. */
function minorUnitsOf(text: string, currency: string): number | string {
  if (text === "") return "must not be empty: a service without charge costs 0";
  if (!/^\d{1,3}(,\d{3})+(\.\d+)?$|^\d+(\.\d+)?$/.test(text)) return "must be a number such as 125.00";
  if (!/^[A-Z]{3}$/.test(currency)) return "has no currency that could be read";
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat("en", {
    style: "currency",
    currency,
  }).resolvedOptions();
  const [whole = "", decimals = ""] = text.replaceAll(",", "").split(".");
  if (decimals.length > digits) return `must have at most ${digits} decimals in ${currency}`;
  const amount = Number(whole + decimals.padEnd(digits, "0"));
  return Number.isSafeInteger(amount) ? amount : "is too large";
}
