/**
 * Texts that people write: taken without blanks and invisible characters at both ends, and checked
 * as they are then.
 */
import { Type } from "typebox";
import { prosePattern, textPattern } from "./patterns.ts";

/**
 * What says so in a schema: the service trims before it looks at anything else. Not for passwords,
 * where each character counts.
 */
export const trimmed = { "x-trimmed": true } as const;

export function writtenText(maxLength: number, pattern: string = textPattern) {
  return Type.String({ maxLength, pattern, ...trimmed });
}

/** With lines and tabs. */
export function writtenProse(maxLength: number) {
  return writtenText(maxLength, prosePattern);
}

export function writtenEmail() {
  return Type.String({ format: "email", maxLength: 254, ...trimmed });
}
