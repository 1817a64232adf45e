/** The rows of a CSV file under its header, with the line that each begins on. */
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { recordsOf } from "./csv-records.ts";

/** What is to be told of a row, by file, line and column name. Never the row's values. */
export type RowFault = { file: string; line: number; column: string; detail: string };
/**
 * `broken` says why the row cannot be taken; `values` are then those that could be read, to know
 * whose row it is.
 */
export type CsvRow = {
  line: number;
  values: Readonly<Record<string, string>>;
  broken?: Pick<RowFault, "column" | "detail">;
};

/** No field of the API is nearly as long, and a body is limited as a whole. */
const cellLengthMax = 10_000;

export class WrongColumnsError extends Error {
  override readonly name = "WrongColumnsError";
}

/**
 * Yields every row, the broken ones too. Throws when the file, or a needed column, is missing, or a
 * column stands there twice.
 */
export async function* readCsvRows(path: string, columns: readonly string[]): AsyncGenerator<CsvRow> {
  const file = basename(path);
  let header: string[] | undefined;
  for await (const { line, cells } of recordsOf(path)) {
    if (!header) {
      header = headerOf(file, columns, cells);
      continue;
    }
    const values = Object.fromEntries(header.map((name, index) => [name, cells?.[index] ?? ""]));
    const broken = faultOf(cells, header);
    yield broken ? { line, values, broken } : { line, values };
  }
  if (!header) throw new WrongColumnsError(`${file} is empty`);
}

/**
 * Reads the whole file before anything is sent: what makes its rows uncertain is found while
 * nothing has been done. Throws as `readCsvRows` does, and BrokenQuoteError and EncodingError.
 * @returns the columns that are there
 */
export async function checkCsvFile(path: string, columns: readonly string[]): Promise<string[]> {
  const file = basename(path);
  if (!existsSync(path)) throw new Error(`There is no ${path}`);
  let header: string[] | undefined;
  for await (const { cells } of recordsOf(path)) header ??= headerOf(file, columns, cells);
  if (!header) throw new WrongColumnsError(`${file} is empty`);
  return header;
}

/**
 * A copy, for what is kept: a cell is a piece of what was read of the file, which stays in memory
 * for as long as it does.
 */
export function ownCopy(cell: string): string {
  return Buffer.from(cell).toString();
}

const delimiters: Readonly<Record<string, string>> = { ";": "semicolons", "\t": "tabs", "|": "vertical bars" };

function headerOf(file: string, columns: readonly string[], cells: string[] | undefined): string[] {
  if (!cells) throw new WrongColumnsError(`The first line of ${file} is not a CSV header: its quotes are wrong`);
  const header = cells.map((name) => name.trim());
  const twice = header.find((name, index) => name !== "" && header.indexOf(name) !== index);
  if (twice !== undefined) throw new WrongColumnsError(`${file} has the column ${shown(twice)} twice`);
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length === 0) return header;
  const delimiter = Object.keys(delimiters).find((mark) => header.some((name) => name.split(mark).length > 2));
  if (delimiter !== undefined)
    throw new WrongColumnsError(
      `${file} is separated by ${delimiters[delimiter]}: save it with commas between the cells`,
    );
  const spelled = missing.find((column) => header.some((name) => name.toLowerCase() === column.toLowerCase()));
  const hint = spelled === undefined ? "" : ` (names are told apart by their letters' case: it must be ${spelled})`;
  throw new WrongColumnsError(`${file} lacks the columns ${missing.join(", ")}${hint}`);
}

/** A header may be a row of somebody's data by mistake. */
function shown(name: string): string {
  return /^\w{1,40}$/.test(name) ? name : "of the same name";
}

function faultOf(cells: readonly string[] | undefined, header: readonly string[]): CsvRow["broken"] {
  if (!cells) return { column: "", detail: "not a CSV row: a quote stands where none may" };
  if (cells.length !== header.length)
    return { column: "", detail: `not a CSV row: ${cells.length} cells under ${header.length} columns` };
  for (const [index, cell] of cells.entries()) {
    const detail = faultOfCell(cell);
    if (detail) return { column: header[index] ?? "", detail };
  }
  return undefined;
}

function faultOfCell(cell: string): string | undefined {
  if (cell.length > cellLengthMax) return `longer than ${cellLengthMax.toLocaleString("en")} characters`;
  // What a decoder puts in the place of bytes that are no character.
  if (cell.includes("\uFFFD")) return "characters that are not UTF-8: save the file as CSV in UTF-8";
  if (cell.includes("\0")) return "a NUL character";
  return undefined;
}
