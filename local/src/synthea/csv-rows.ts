/** Reads a CSV file of Synthea row by row, with the line that each stands on. */
import { createReadStream, existsSync } from "node:fs";
import { basename } from "node:path";
import { parse } from "csv-parse/sync";

/** A row that cannot be taken, by file, line and column name; the rest is imported. Never the row's values. */
export type RowFault = { file: string; line: number; column: string; detail: string };
export type CsvRow = { line: number; values: Readonly<Record<string, string>> };

/** No field of the API is nearly as long, and a body is limited as a whole. */
const cellLengthMax = 10_000;

export class MissingColumnsError extends Error {
  override readonly name = "MissingColumnsError";
}

/**
 * Yields the rows that are CSV; those that are not go to `onFault`. Throws when the file or a needed column is missing.
 * Synthea writes each row on one line, so that a quote that is never closed spoils its own row and none below.
 */
export async function* readCsvRows(
  path: string,
  columns: readonly string[],
  onFault: (fault: RowFault) => void,
): AsyncGenerator<CsvRow> {
  const file = basename(path);
  let header: string[] | undefined;
  let line = 0;
  for await (const text of linesOf(path)) {
    line += 1;
    if (text === "") continue;
    const cells = cellsOf(text);
    if (!header) {
      header = headerOf(file, columns, cells);
      continue;
    }
    const fault = faultOf(cells, header);
    if (fault) onFault({ file, line, ...fault });
    else yield { line, values: Object.fromEntries(header.map((name, index) => [name, cells?.[index] ?? ""])) };
  }
  if (!header) throw emptyFile(file);
}

/** Reads no further than the header. Throws when the file or a needed column is missing. */
export async function requireColumns(path: string, columns: readonly string[]): Promise<void> {
  const file = basename(path);
  if (!existsSync(path)) throw new Error(`There is no ${path}`);
  for await (const text of linesOf(path)) if (text !== "") return void headerOf(file, columns, cellsOf(text));
  throw emptyFile(file);
}

/** A copy, for what is kept: a cell is a piece of what was read of the file, which stays in memory for as long as it does. */
export function ownCopy(cell: string): string {
  return Buffer.from(cell).toString();
}

/**
 * Without line ends, and without the byte order mark that a file may begin with. Only a line feed ends a line: a note may hold
 * what else Unicode takes for one.
 */
async function* linesOf(path: string): AsyncGenerator<string> {
  let begun = "";
  let first = true;
  for await (const chunk of createReadStream(path, "utf8")) {
    const text = first ? String(chunk).replace(/^\uFEFF/, "") : String(chunk);
    first = false;
    const end = text.lastIndexOf("\n");
    if (end < 0) {
      begun += text;
      continue;
    }
    for (const line of (begun + text.slice(0, end)).split("\n")) yield withoutReturn(line);
    begun = text.slice(end + 1);
  }
  if (begun !== "") yield withoutReturn(begun);
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

/** Undefined when the quotes are not those of a CSV row. */
function cellsOf(row: string): string[] | undefined {
  if (!row.includes('"')) return row.split(",");
  try {
    return parse(row, { record_delimiter: "\n" })[0];
  } catch {
    return undefined;
  }
}

function headerOf(file: string, columns: readonly string[], cells: string[] | undefined): string[] {
  const header = cells ?? [];
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0) throw new MissingColumnsError(`${file} lacks the columns ${missing.join(", ")}`);
  return header;
}

function emptyFile(file: string): MissingColumnsError {
  return new MissingColumnsError(`${file} is empty`);
}

function faultOf(
  cells: readonly string[] | undefined,
  header: readonly string[],
): Pick<RowFault, "column" | "detail"> | undefined {
  if (!cells) return { column: "", detail: "not a CSV row: a quote stands where none may, or is not closed" };
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
  if (cell.includes("\uFFFD")) return "characters that are not UTF-8";
  if (cell.includes("\0")) return "a NUL character";
  return undefined;
}
