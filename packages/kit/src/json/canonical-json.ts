/**
 * One text for every way to write a JSON value: the order of members is no content (RFC 8259, 4),
 * as in RFC 8785.
 */

/**
 * Of what JSON.parse has made: white space, escapes and ways to write a number are told apart no
 * more. Undefined is empty.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, sortMembers) ?? "";
}

/** A name that reads as an index comes first whatever its place, and is no other member for it. */
function sortMembers(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
