import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type PhoneCountry, phoneKey, phoneQuery } from "./phone-numbers.ts";

test("one number has one key however it is written, at home and abroad", () => {
  const spellings: [PhoneCountry, string, string[]][] = [
    [
      "US",
      "15551234567",
      [
        "555-123-4567",
        "+1 555-123-4567",
        "+1 (555) 123-4567",
        "1 555 123 4567",
        "001 555 123 4567",
        "555.123.4567",
        "555.123.4567, EXT 9",
        "5551234567 x12",
        "tel:+1-555-123-4567",
        "tel:+1-555-123-4567;ext=12",
        "５５５－１２３－４５６７",
        "٥٥٥ ١٢٣ ٤٥٦٧",
        "(555) 123‑4567",
        "+1\u00a0555\u2009123\u00ad4567",
      ],
    ],
    [
      "US",
      "442079460999",
      [
        "+44 (0)20 7946 0999 ext. 1234",
        "+44 20 7946 0999",
        "0044 (0) 20 7946 0999",
        "011 44 20 7946 0999",
        "+44 020 7946 0999",
        "＋４４　２０　７９４６　０９９９",
      ],
    ],
    ["GB", "442079460999", ["020 7946 0999", "(0)20 7946 0999", "+44 (0)20 7946 0999", "02079460999#12"]],
    ["DE", "4930123456", ["030 123456", "+49 30 123456", "0049 30 123456", "+49 (0)30 / 123456", "030/12 34 56"]],
    ["US", "5551234", ["+1 555-1234", "555-1234", "555 1234 ext 3"]],
  ];
  for (const [country, key, texts] of spellings)
    for (const text of texts) assert.equal(phoneKey(text, country), key, `${text} in ${country}`);
});

test("fewer than three digits are no number", () => {
  for (const text of ["", "12", "12 x345", "+44", "abc"]) assert.equal(phoneKey(text, "US"), undefined, text);
});

test("a part of a number, from four digits on, is its beginning or its end", () => {
  const key = "16175550199";
  const fits = (text: string, country: PhoneCountry = "US") => {
    const asked = phoneQuery(text, country);
    if (!asked) return false;
    const { keys, starts, ends } = asked;
    return keys.includes(key) || starts.some((start) => key.startsWith(start)) || ends.some((end) => key.endsWith(end));
  };
  for (const text of ["0199", "5550199", "555-0199", "617 555", "(617)", "+1 617", "1617", "001 617 555", "6175550199"])
    assert.equal(fits(text), text !== "(617)", text);
  for (const text of ["199", "0198", "618", "+44 0199"]) assert.equal(fits(text), false, text);
  assert.deepEqual(phoneQuery("030 12", "DE")?.starts[0], "493012");
});

test("a number as it was typed finds itself", () => {
  const digit = fc.constantFrom(..."0123456789+ -().٣x");
  fc.assert(
    fc.property(
      fc.array(digit, { maxLength: 30 }),
      fc.constantFrom<PhoneCountry>("US", "DE", "IT"),
      (marks, country) => {
        const key = phoneKey(marks.join(""), country);
        if (key !== undefined) assert.ok(phoneQuery(marks.join(""), country)?.keys.includes(key));
      },
    ),
  );
});
