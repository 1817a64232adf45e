/**
 * Whole records of a CSV file (RFC 4180): a quoted cell may hold commas, doubled quotes and line
 * breaks.
 */
import { basename } from "node:path";
import { parse } from "csv-parse/sync";
import { linesOf } from "./csv-lines.ts";

/**
 * `cells` are undefined where the quotes of the record's one line are not those of CSV. Lines count
 * from 1.
 */
export type CsvRecord = { line: number; cells: string[] | undefined };

/** A quote after which nobody can tell what is a record and what is text within one. */
export class BrokenQuoteError extends Error {
  override readonly name = "BrokenQuoteError";
}

/** No record of ours is nearly as long: a quote that opens so much was never closed. */
const recordLengthMax = 1_048_576;

/**
 * Yields the records; empty lines are none. A line whose quotes come in pairs but stand where none
 * may is a record without cells, and the next line is the next record. Throws BrokenQuoteError
 * where a quote is not closed, or where it closes lines below and the whole is not a record: to go
 * on at the next line would read what stands within a text as records.
 */
export async function* recordsOf(path: string): AsyncGenerator<CsvRecord> {
  let line = 0;
  let begun: { line: number; lines: string[]; length: number } | undefined;
  for await (const text of linesOf(path)) {
    line += 1;
    if (begun) {
      begun.lines.push(text);
      begun.length += text.length;
      if (begun.length > recordLengthMax) throw notClosed(path, begun.line);
      if (!hasOddQuotes(text)) continue;
      const cells = cellsOf(begun.lines.join("\n"));
      if (!cells) throw brokenQuote(path, begun.line, `belongs to no cell, and what it opens ends in line ${line}`);
      yield { line: begun.line, cells };
      begun = undefined;
    } else if (text === "") continue;
    else if (hasOddQuotes(text)) begun = { line, lines: [text], length: text.length };
    else yield { line, cells: cellsOf(text) };
  }
  if (begun) throw notClosed(path, begun.line);
}

function hasOddQuotes(text: string): boolean {
  let isOdd = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) isOdd = !isOdd;
  return isOdd;
}

/** Undefined when the text is not one record. */
function cellsOf(text: string): string[] | undefined {
  if (!text.includes('"')) return text.split(",");
  try {
    const records: string[][] = parse(text, { record_delimiter: recordDelimiter, max_record_size: recordLengthMax });
    return records.length === 1 ? records[0] : undefined;
  } catch {
    return undefined;
  }
}

/** Stands in no text: the text is one record, whose line breaks stand within quotes. */
const recordDelimiter = "\u{10FFFF}";

function notClosed(path: string, line: number): BrokenQuoteError {
  return brokenQuote(path, line, "is not closed");
}

function brokenQuote(path: string, line: number, what: string): BrokenQuoteError {
  return new BrokenQuoteError(
    `${basename(path)}:${line}: a quote ${what}, so that rows below can't be told from text. ` +
      "A cell that holds a quote stands within quotes, and the quote is doubled. Nothing was imported.",
  );
}
