import { writeFile } from "node:fs/promises";
import type { RowFault } from "./synthea/csv-rows.ts";

/**
 * Writes every row that was not taken, and every field that was left as it is, for who mends the
 * export. None of its values.
 */
export async function writeImportReport(
  path: string,
  { faults, differences }: { faults: readonly RowFault[]; differences: readonly RowFault[] },
): Promise<void> {
  const lines = [
    "outcome,file,line,column,detail",
    ...faults.map((fault) => lineOf("not imported", fault)),
    ...differences.map((fault) => lineOf("not changed", fault)),
  ];
  // A spreadsheet takes a file without the mark for one in its country's old encoding.
  await writeFile(path, `\uFEFF${lines.join("\r\n")}\r\n`, { mode: 0o600 });
}

function lineOf(outcome: string, { file, line, column, detail }: RowFault): string {
  return [outcome, file, String(line), column, detail].map(quoted).join(",");
}

/** Quoted, and never a formula: a column's name is the export's own word. */
function quoted(cell: string): string {
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
