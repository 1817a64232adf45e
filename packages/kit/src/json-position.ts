/**
 * Where a JSON text stops being JSON. V8's own message quotes the text around the error, which may be patient data, and
 * often gives no position; this gives line and column and quotes nothing (PRV-1).
 */
export type JsonFault = { line: number; column: number; reason: string };

/** @returns the first fault, or undefined when the text is JSON. Lines and columns count from 1. */
export function findJsonFault(text: string): JsonFault | undefined {
  const scanner = { text, at: 0 };
  const reason = scanDocument(scanner);
  if (reason === undefined) return undefined;
  const before = text.slice(0, scanner.at);
  const line = before.split("\n").length;
  return { line, column: scanner.at - before.lastIndexOf("\n"), reason };
}

function scanDocument(scanner: Scanner): string | undefined {
  const fault = scanValue(scanner, 0);
  if (fault !== undefined) return fault;
  skipSpace(scanner);
  return scanner.at < scanner.text.length ? "text after the end" : undefined;
}

type Scanner = { text: string; at: number };
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids raw control characters in strings
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const depthMax = 200;

function skipSpace(scanner: Scanner): void {
  while (" \t\r\n".includes(scanner.text[scanner.at] ?? "x")) scanner.at += 1;
}

function take(scanner: Scanner, pattern: RegExp): boolean {
  pattern.lastIndex = scanner.at;
  if (!pattern.test(scanner.text)) return false;
  scanner.at = pattern.lastIndex;
  return true;
}

function scanValue(scanner: Scanner, depth: number): string | undefined {
  skipSpace(scanner);
  const start = scanner.text[scanner.at];
  if (start === undefined) return "the text ends too early";
  if (depth > depthMax) return "nested too deeply";
  if (start === "{") return scanSequence(scanner, depth, "}", scanMember);
  if (start === "[") return scanSequence(scanner, depth, "]", scanValue);
  if (start === '"') return take(scanner, string) ? undefined : "a string is not closed or has an invalid character";
  return take(scanner, scalar) ? undefined : "a value is expected";
}

function scanMember(scanner: Scanner, depth: number): string | undefined {
  skipSpace(scanner);
  if (!take(scanner, string)) return "a property name in double quotes is expected";
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
