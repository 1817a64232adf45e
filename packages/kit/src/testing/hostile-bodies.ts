/**
 * Bodies that a stranger may send to make us work: each of about the given size in bytes, none of
 * them acceptable anywhere (REL-8).
 */

const filled = (size: number, open: string, piece: string, close: string): string => {
  const count = Math.max(1, Math.floor((size - open.length - close.length + 1) / (piece.length + 1)));
  return `${open}${Array.from({ length: count }, () => piece).join(",")}${close}`;
};
const nest = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
/** Different names, as a parser keeps one field for the same. */
const members = (size: number, name: (index: number) => string, value: string): string => {
  const pieces: string[] = [];
  for (let length = 2; length < size - 80; ) {
    const piece = `${JSON.stringify(name(pieces.length))}:${value}`;
    pieces.push(piece);
    length += piece.length + 1;
  }
  return `{${pieces.join(",")}}`;
};

export const hostileBodies: Readonly<Record<string, (size: number) => string>> = {
  "an escape before tiny values": (size) => filled(size, '{"\\u0061":[', "1", "]}"),
  "__proto__ after tiny values": (size) => filled(size - 16, '{"a":[', "1", '],"__proto__":1}'),
  "an escape in every text": (size) => filled(size, '{"contacts":[', '"\\u0061"', "]}"),
  "one text of escapes": (size) => `{"firstName":"${"\\u0061".repeat(Math.floor((size - 20) / 6))}"}`,
  "half of a surrogate pair at the end": (size) => `{"firstName":"${"x".repeat(size - 24)}\\ud800"}`,
  "empty objects where records belong": (size) => filled(size, '{"contacts":[', "{}", "]}"),
  "wrong records": (size) => filled(size, '{"contacts":[', '{"name":1,"email":"x","rank":[]}', "]}"),
  "unknown fields": (size) => members(size, (index) => `f${index}`, "0"),
  "fields that are numbers": (size) => members(size, (index) => String(index * 65_536), "0"),
  "the same field again and again": (size) => filled(size, "{", '"firstName":1', "}"),
  "a huge name of a field": (size) => `{"${"n".repeat(size - 8)}":1}`,
  "huge names of fields": (size) => members(size, (index) => `${index}${"n".repeat(1_000)}`, "1"),
  "a number of very many digits": (size) => `{"firstName":${"9".repeat(size - 16)}}`,
  "nesting as deep as may be, again and again": (size) => filled(size, '{"contacts":[', nest(30), "]}"),
  "nesting without end": (size) => "[".repeat(size),
  "a very long text": (size) => `{"firstName":"${"x".repeat(size - 18)}"}`,
  "a very long blank text": (size) => `{"firstName":"${" ".repeat(size - 18)}"}`,
  "a very long e-mail address": (size) => `{"email":"a@${"a-".repeat(Math.floor((size - 18) / 2))}!"}`,
  "letters that grow when they are folded": (size) => `{"firstName":"${"\uFDFA".repeat(Math.floor((size - 18) / 3))}"}`,
  "white space and no end": (size) => `{${" \n".repeat(Math.floor(size / 2))}`,
  "a text without an end": (size) => `{"firstName":"${'\\"'.repeat(Math.floor(size / 2) - 8)}`,
  "a comma too many at the end": (size) => `{"firstName":"${"x".repeat(size - 20)}",}`,
};
