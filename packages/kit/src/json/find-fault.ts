/**
 * Where a JSON text stops being JSON, by line and column. V8's own message quotes the text there,
 * which may be patient data (PRV-1).
 */
import { printParseErrorCode, visit } from "jsonc-parser";

export type JsonFault = { line: number; column: number; reason: string };

/** By the library's names. Of any other fault it is enough that a value is expected. */
const reasons: Readonly<Record<string, string>> = {
  PropertyNameExpected: "a property name in double quotes is expected",
  ColonExpected: "a colon is expected",
  CommaExpected: "a comma is expected",
  CloseBraceExpected: "the text ends before a }",
  CloseBracketExpected: "the text ends before a ]",
  EndOfFileExpected: "text after the end",
  InvalidCommentToken: "a comment is not JSON",
  UnexpectedEndOfComment: "a comment is not JSON",
  UnexpectedEndOfString: "a string is not closed",
  InvalidCharacter: "a string has an invalid character",
  InvalidEscapeCharacter: "a string has an invalid escape",
  InvalidUnicode: "a string has an invalid escape",
  UnexpectedEndOfNumber: "a number is not finished",
};
const strict = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false };

/**
 * @param text its depth is bounded: the library goes down into it by recursion
 * @returns the first fault, or undefined when the text is JSON. Lines and columns count from 1.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  let comma = { offset: -1, line: 0, column: 0 };
  try {
    visit(
      text,
      {
        onSeparator(character, offset, _length, line, column) {
          if (character === ",") comma = { offset, line, column };
        },
        onError(code, offset, _length, line, column) {
          const isTrailing = comma.offset >= 0 && /^,\s*[}\]]$/.test(text.slice(comma.offset, offset + 1));
          // Thrown, since the library would go on to the next fault, of which there may be thousands.
          if (isTrailing) throw new FaultFound(comma, "a comma with nothing after it");
          throw new FaultFound({ line, column }, reasons[printParseErrorCode(code)] ?? "a value is expected");
        },
      },
      strict,
    );
    return undefined;
  } catch (error) {
    if (error instanceof FaultFound) return error.fault;
    throw error;
  }
}

class FaultFound extends Error {
  readonly fault: JsonFault;

  /** @param at counted from 0 */
  constructor(at: { line: number; column: number }, reason: string) {
    super(reason);
    this.fault = { line: at.line + 1, column: at.column + 1, reason };
  }
}
