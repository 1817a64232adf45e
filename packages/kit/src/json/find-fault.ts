/**
 * Where a JSON text stops being JSON. V8's own message quotes the text around the error, which may
 * be patient data, and often gives no position; this gives line and column and quotes nothing
 * (PRV-1).
 */
export type JsonFault = { line: number; column: number; reason: string };

/** @returns the first fault, or undefined when the text is JSON. Lines and columns count from 1. */
export function findJsonFault(text: string): JsonFault | undefined {
  const scanner = { text, at: 0 };
  const reason = scanDocument(scanner);
  if (reason === undefined) return undefined;
  let [line, lineStart] = [1, 0];
  for (let at = text.indexOf("\n"); at >= 0 && at < scanner.at; at = text.indexOf("\n", at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return { line, column: scanner.at - lineStart + 1, reason };
}

function scanDocument(scanner: Scanner): string | undefined {
  const fault = scanValue(scanner, 0);
  if (fault !== undefined) return fault;
  skipSpace(scanner);
  return scanner.at < scanner.text.length ? "text after the end" : undefined;
}

type Scanner = { text: string; at: number };
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const space = /[ \t\r\n]*/y;
const depthMax = 200;

function skipSpace(scanner: Scanner): void {
  take(scanner, space);
}

function take(scanner: Scanner, pattern: RegExp): boolean {
  pattern.lastIndex = scanner.at;
  if (!pattern.test(scanner.text)) return false;
  scanner.at = pattern.lastIndex;
  return true;
}

const isHex = (text: string): boolean => /^[0-9a-fA-F]{4}$/.test(text);

/** By hand: a pattern would remember every character of a long string, to go back to. */
function takeString(scanner: Scanner): boolean {
  const { text } = scanner;
  if (text.charCodeAt(scanner.at) !== 0x22) return false;
  for (let at = scanner.at + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      scanner.at = at + 1;
      return true;
    }
    if (code < 0x20) return false;
    if (code !== 0x5c) continue;
    at += 1;
    const escaped = text[at] ?? "";
    if (escaped === "u") {
      if (!isHex(text.slice(at + 1, at + 5))) return false;
      at += 4;
    } else if (!'"\\/bfnrt'.includes(escaped)) return false;
  }
  return false;
}

function scanValue(scanner: Scanner, depth: number): string | undefined {
  skipSpace(scanner);
  const start = scanner.text[scanner.at];
  if (start === undefined) return "the text ends too early";
  if (depth > depthMax) return "nested too deeply";
  if (start === "{") return scanSequence(scanner, depth, "}", scanMember);
  if (start === "[") return scanSequence(scanner, depth, "]", scanValue);
  if (start === '"') return takeString(scanner) ? undefined : "a string is not closed or has an invalid character";
  return take(scanner, scalar) ? undefined : "a value is expected";
}

function scanMember(scanner: Scanner, depth: number): string | undefined {
  skipSpace(scanner);
  if (!takeString(scanner)) return "a property name in double quotes is expected";
  skipSpace(scanner);
  if (scanner.text[scanner.at] !== ":") return "a colon is expected";
  scanner.at += 1;
  return scanValue(scanner, depth);
}

function scanSequence(
  scanner: Scanner,
  depth: number,
  close: string,
  scanItem: (scanner: Scanner, depth: number) => string | undefined,
): string | undefined {
  scanner.at += 1;
  skipSpace(scanner);
  if (scanner.text[scanner.at] === close) {
    scanner.at += 1;
    return undefined;
  }
  for (;;) {
    const fault = scanItem(scanner, depth + 1);
    if (fault !== undefined) return fault;
    skipSpace(scanner);
    const next = scanner.text[scanner.at];
    if (next === close) {
      scanner.at += 1;
      return undefined;
    }
    if (next !== ",") return next === undefined ? "the text ends too early" : `a comma or ${close} is expected`;
    const comma = scanner.at;
    scanner.at += 1;
    skipSpace(scanner);
    if (scanner.text[scanner.at] === close) {
      scanner.at = comma;
      return "a comma with nothing after it";
    }
  }
}
