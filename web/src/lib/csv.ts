/** Tables as files for spreadsheets. */

/** Spreadsheets run a cell that begins like a formula; an apostrophe makes it text (CWE-1236). */
function withoutFormula(text: string): string {
  return /^[\s]*[=+\-@\t\r\uFF0B\uFF1D\uFF20\uFF0D]/.test(text) ? `'${text}` : text;
}

function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = withoutFormula(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 4180, with the mark without which Excel reads UTF-8 as the code page of the machine. */
export function csvOf(header: readonly string[], rows: readonly (readonly (string | number)[])[]): Blob {
  const lines = [header, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`);
  return new Blob(["\uFEFF", ...lines], { type: "text/csv;charset=utf-8" });
}
