import assert from "node:assert/strict";
import { test } from "node:test";
import { PatientRegistration, recordMaxBytes, recordValuesMax } from "./record.ts";

type Schema = {
  type?: string;
  enum?: readonly string[];
  format?: string;
  pattern?: string;
  maxLength?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
};

const longest = (texts: readonly string[]) => texts.reduce((a, b) => (b.length > a.length ? b : a));

/** The longest value that a schema takes, in letters of four bytes where it takes any. */
function fullest({ type, enum: words, format, maxLength, maxItems, items, properties }: Schema): unknown {
  if (words) return longest(words);
  if (type === "array") return Array.from({ length: maxItems ?? 0 }, () => fullest(items ?? {}));
  if (type === "object")
    return Object.fromEntries(Object.entries(properties ?? {}).map(([name, schema]) => [name, fullest(schema)]));
  if (type === "boolean") return false;
  if (type === "integer") return 99;
  if (format === "uuid") return "0198c0de-0000-7000-8000-000000000000";
  if (maxLength === undefined) return "1961-03-04";
  return (format === "email" ? "e" : "𝒳").repeat(maxLength);
}

const countOf = (value: unknown): number =>
  typeof value === "object" && value !== null
    ? 1 + Object.values(value).reduce((sum, each) => sum + countOf(each), 0)
    : 1;

test("the longest record that there is, every list full, is let in, and not much more", () => {
  const record = fullest(PatientRegistration);
  const bytes = Buffer.byteLength(JSON.stringify(record));
  assert.ok(bytes < recordMaxBytes && bytes > recordMaxBytes / 2, `${bytes} bytes`);
  const values = countOf(record);
  assert.ok(values < recordValuesMax && values > recordValuesMax / 2, `${values} values`);
});
