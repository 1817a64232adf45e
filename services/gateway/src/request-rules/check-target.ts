/**
 * The request target is taken as it is or refused: nothing that two parsers could read in two ways
 * goes any further.
 */
import { ProblemError } from "@pms/kit/problem/problem";

const urlMaxBytes = 8_192;

/** Throws 414 or 400. @returns path and query, as they came. */
export function checkTarget(url: string): { path: string; query: string } {
  if (url.length > urlMaxBytes) throw new ProblemError("uri-too-long", `An address may have ${urlMaxBytes} bytes.`);
  if (url.charCodeAt(0) !== 0x2f) throw ambiguous("The address must be a path.");
  const mark = url.indexOf("?");
  const path = mark < 0 ? url : url.slice(0, mark);
  checkPath(path);
  const query = mark < 0 ? "" : url.slice(mark);
  for (let i = 0; i < query.length; i += 1) checkVisible(query.charCodeAt(i));
  return { path, query };
}

/**
 * Segment by segment, one pass: `.`, `..`, `//`, `;`, `\`, and every escape that could stand for
 * them or for another escape.
 */
function checkPath(path: string): void {
  let segmentStart = 1;
  let isEscapedText = false;
  for (let i = 1; i <= path.length; i += 1) {
    const code = i === path.length ? 0x2f : path.charCodeAt(i);
    if (code === 0x2f) {
      const length = i - segmentStart;
      // An empty segment is `//`; only the one after a trailing slash, and the root's, are none.
      if (length === 0 && i < path.length) throw ambiguous("The path has an empty segment.");
      if (length > 0 && length <= 2 && path.charCodeAt(segmentStart) === 0x2e && path.charCodeAt(i - 1) === 0x2e)
        throw ambiguous("The path has a dot segment.");
      segmentStart = i + 1;
    } else if (code === 0x25) {
      if (escapedByte(path, i) >= 0x80) isEscapedText = true;
      i += 2;
    } else if (code === 0x5c || code === 0x3b) throw ambiguous("The path has a character that is not allowed.");
    else checkVisible(code);
  }
  if (isEscapedText) checkUtf8(path);
}

function checkVisible(code: number): void {
  if (code < 0x21 || code > 0x7e || code === 0x23) throw ambiguous("The address has a character that is not allowed.");
}

/** The byte that `%xx` at this position stands for. */
function escapedByte(path: string, at: number): number {
  const [high, low] = [hexDigit(path.charCodeAt(at + 1)), hexDigit(path.charCodeAt(at + 2))];
  if (high < 0 || low < 0) throw ambiguous("The path has a broken escape.");
  const byte = high * 16 + low;
  const isAmbiguous =
    byte < 0x20 || byte === 0x7f || byte === 0x2f || byte === 0x5c || byte === 0x25 || byte === 0x3b || isPlain(byte);
  if (isAmbiguous) throw ambiguous("The path has an escape that is not allowed.");
  return byte;
}

/**
 * Letters, digits and `-._~` mean the same escaped or not (RFC 3986, 2.3): a service would read
 * another route than we do.
 */
function isPlain(byte: number): boolean {
  const letter = byte | 0x20;
  return (
    (letter >= 0x61 && letter <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || [0x2d, 0x2e, 0x5f, 0x7e].includes(byte)
  );
}

/** -1 when it is none; NaN, beyond the end, is none either. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

function checkUtf8(path: string): void {
  try {
    decodeURIComponent(path);
  } catch {
    throw ambiguous("The path is not UTF-8.");
  }
}

function ambiguous(detail: string): ProblemError {
  return new ProblemError("malformed", detail);
}
