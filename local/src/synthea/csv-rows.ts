/** Reads a CSV file row by row, with the line that each stands on. */
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { type Options, parse } from "csv-parse";

/** A row that cannot be taken, by file, line and column name; the rest is imported. Never the row's values. */
export type RowFault = { file: string; line: number; column: string; detail: string };
export type CsvRow = { line: number; values: Readonly<Record<string, string>> };

export class MissingColumnsError extends Error {
  override readonly name = "MissingColumnsError";
}

/** Yields the rows that are CSV; those that are not go to `onFault`. Throws when the file or a needed column is missing. */
export async function* readCsvRows(
  path: string,
  columns: readonly string[],
  onFault: (fault: RowFault) => void,
): AsyncGenerator<CsvRow> {
  const file = basename(path);
  const options: Options = {
    bom: true,
    info: true,
    columns: (header: string[]): string[] => {
      const missing = columns.filter((column) => !header.includes(column));
      if (missing.length > 0) throw new MissingColumnsError(`${file} lacks the columns ${missing.join(", ")}`);
      return header;
    },
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      const line = typeof error?.lines === "number" ? error.lines : 0;
      onFault({ file, line, column: "", detail: `not a CSV row (${error?.code ?? "unreadable"})` });
      return undefined;
    },
  };
  const parser = parse(options);
  const source = createReadStream(path);
  source.on("error", (error) => parser.destroy(error));
  for await (const { record, info } of source.pipe(parser)) yield { line: info.lines, values: record };
}
