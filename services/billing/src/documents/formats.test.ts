import assert from "node:assert/strict";
import { test } from "node:test";
import { formatsOf, identityDate } from "./formats.ts";
import { printable } from "./printable.ts";
import { documentWords, languageOf } from "./words/words.ts";

test("a sum has as many decimals as its currency, and is exact at any size", () => {
  const { money, balance } = formatsOf(documentWords.en, "UTC");
  const shown = (amountMinor: number, currency: string) => money({ amountMinor, currency }).replaceAll(/\s/g, " ");
  assert.equal(shown(1234, "USD"), "$12.34");
  assert.equal(shown(1234, "JPY"), "¥1,234");
  assert.equal(shown(1234, "KWD"), "KWD 1.234");
  assert.equal(shown(Number.MAX_SAFE_INTEGER, "USD"), "$90,071,992,547,409.91");
  assert.equal(balance({ amountMinor: -1200, currency: "USD" }), "$12.00 CR");
});

test("instants are told in the clinic's time zone, dates in none, births in one form everywhere", () => {
  const { instant, date } = formatsOf(documentWords.en, "Asia/Tokyo");
  assert.match(instant("2026-11-30T20:00:00Z"), /Dec 1, 2026.*5:00/);
  assert.equal(date("2026-11-30"), "Nov 30, 2026");
  assert.deepEqual(["1961-03-04", "1961-03", "1961"].map(identityDate), ["04-Mar-1961", "Mar-1961", "1961"]);
});

test("what is not seen is not set, and half a character is one that says so", () => {
  assert.equal(printable("a\u202eb\u0000c\nd\ud800"), "abc d\ufffd");
});

test("a document is in the language asked for, else in the patient's, else in English", () => {
  assert.deepEqual(
    [languageOf("ar", "es"), languageOf(undefined, "es-MX"), languageOf(undefined, "tlh")],
    ["ar", "es", "en"],
  );
});
