import assert from "node:assert/strict";
import { test } from "node:test";
import { phoneDigits } from "./phone.ts";

test("one number has the same digits however it is written", () => {
  const spellings: Record<string, string[]> = {
    "442079460999": [
      "+44 (0)20 7946 0999 ext. 1234",
      "+44 20 7946 0999",
      "0044 (0) 20 7946 0999",
      "+44 20 7946 0999 x12",
      "+44 20 7946 0999#12",
      "+44 20 7946 0999 (Extension 12)",
      "＋４４　２０　７９４６　０９９９",
    ],
    "5551234567": ["555-123-4567", "+1 (555) 123-4567", "1 555 123 4567", "001 555 123 4567", "555.123.4567, EXT 9"],
    "02079460999": ["020 7946 0999", "(0)20 7946 0999"],
    "5551234": ["+1 555-1234", "555-1234"],
  };
  for (const [digits, texts] of Object.entries(spellings))
    for (const text of texts) assert.equal(phoneDigits(text), digits, text);
});

test("fewer than three digits are no number", () => {
  for (const text of ["", "12", "12 x345", "+44", "+1 55", "abc"]) assert.equal(phoneDigits(text), undefined, text);
});
