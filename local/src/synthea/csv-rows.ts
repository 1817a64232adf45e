/** Reads a CSV file of Synthea row by row, with the line that each stands on. */
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { parse } from "csv-parse/sync";

/** A row that cannot be taken, by file, line and column name; the rest is imported. Never the row's values. */
export type RowFault = { file: string; line: number; column: string; detail: string };
export type CsvRow = { line: number; values: Readonly<Record<string, string>> };

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
      header = cells ?? [];
      refuseMissing(file, columns, header);
      continue;
    }
    const fault = faultOf(cells, header);
    if (fault) onFault({ file, line, ...fault });
    else yield { line, values: Object.fromEntries(header.map((name, index) => [name, cells?.[index] ?? ""])) };
  }
  if (!header) throw new MissingColumnsError(`${file} is empty`);
}

/** A copy, for what is kept: a cell is a piece of what was read of the file, which stays in memory for as long as it does. */
export function ownCopy(cell: string): string {
  return Buffer.from(cell).toString();
}

/** Without line ends, and without the byte order mark that a file may begin with. */
async function* linesOf(path: string): AsyncGenerator<string> {
  const handle = await open(path);
  try {
    let first = true;
    for await (const text of handle.readLines()) {
      yield first ? text.replace(/^\uFEFF/, "") : text;
      first = false;
    }
  } finally {
    await handle.close();
  }
}

/** Undefined when the quotes are not those of a CSV row. */
function cellsOf(row: string): string[] | undefined {
  if (!row.includes('"')) return row.split(",");
  try {
    return parse(row)[0];
  } catch {
    return undefined;
  }
}

function refuseMissing(file: string, columns: readonly string[], header: readonly string[]): void {
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0) throw new MissingColumnsError(`${file} lacks the columns ${missing.join(", ")}`);
}

function faultOf(
  cells: readonly string[] | undefined,
  header: readonly string[],
): Pick<RowFault, "column" | "detail"> | undefined {
  if (!cells) return { column: "", detail: "not a CSV row: a quote stands where none may, or is not closed" };
  if (cells.length !== header.length)
    return { column: "", detail: `not a CSV row: ${cells.length} cells under ${header.length} columns` };
  // What a decoder puts in the place of bytes that are no character.
  const garbled = cells.findIndex((cell) => cell.includes("\uFFFD"));
  return garbled < 0 ? undefined : { column: header[garbled] ?? "", detail: "characters that are not UTF-8" };
}
