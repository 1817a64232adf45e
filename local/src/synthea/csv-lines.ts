/** The lines of a text file as they stand, whatever ends them. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";

/** A file that is not text in UTF-8 from its first bytes on, so that nothing in it can be read. */
export class EncodingError extends Error {
  override readonly name = "EncodingError";
}

/** How much of a file tells what ends its lines. */
const sampleBytes = 65_536;

/**
 * Yields lines without what ends them, and without the byte order mark that a file may begin with.
 * The first line's end is that of all: a carriage return alone (old spreadsheets), or a line feed
 * with or without one. Throws EncodingError for UTF-16.
 */
export async function* linesOf(path: string): AsyncGenerator<string> {
  const end = await lineEndOf(path);
  let begun = "";
  let first = true;
  for await (const chunk of createReadStream(path, "utf8")) {
    const text = first ? String(chunk).replace(/^\uFEFF/, "") : String(chunk);
    first = false;
    const last = text.lastIndexOf(end);
    if (last < 0) {
      begun += text;
      continue;
    }
    for (const line of (begun + text.slice(0, last)).split(end)) yield withoutReturn(line);
    begun = text.slice(last + 1);
  }
  if (begun !== "") yield withoutReturn(begun);
}

async function lineEndOf(path: string): Promise<"\n" | "\r"> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sampleBytes), 0, sampleBytes, 0);
    const sample = buffer.subarray(0, bytesRead);
    refuseUtf16(path, sample);
    const [feed, carriage] = [sample.indexOf("\n"), sample.indexOf("\r")];
    return carriage >= 0 && (feed < 0 || carriage < feed - 1) ? "\r" : "\n";
  } finally {
    await file.close();
  }
}

function refuseUtf16(path: string, sample: Buffer): void {
  const mark = sample.subarray(0, 2).toString("hex");
  const begin = sample.subarray(0, 200);
  // Every other byte of Latin text in UTF-16 is zero; a single one is somebody's broken cell.
  const zeros = begin.filter((byte) => byte === 0).length;
  if (mark !== "fffe" && mark !== "feff" && zeros * 4 <= begin.length) return;
  throw new EncodingError(`${basename(path)} is not text in UTF-8 (UTF-16, it seems): save it as CSV in UTF-8.`);
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
