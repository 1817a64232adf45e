import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatMrn, mrnOf, parseMrn, parseMrnStart } from "./mrn.ts";

const serial = fc.integer({ min: 10_000_000, max: 99_999_999 });

test("the check digit is the published one", () => {
  assert.equal(mrnOf(572), "5724");
  assert.equal(mrnOf(10_048_817), "100488171");
});

test("an MRN is accepted as it is stored and as it is shown", () => {
  fc.assert(
    fc.property(serial, (number) => {
      const mrn = mrnOf(number);
      assert.equal(parseMrn(mrn), mrn);
      assert.equal(formatMrn(mrn), `${mrn.slice(0, 4)} ${mrn.slice(4, 8)}-${mrn.slice(8)}`);
      assert.equal(parseMrn(` ${formatMrn(mrn)} `), mrn);
    }),
  );
});

test("one wrong digit is always found", () => {
  fc.assert(
    fc.property(serial, fc.nat(8), fc.integer({ min: 1, max: 9 }), (number, at, by) => {
      const digits = [...mrnOf(number)].map(Number);
      digits[at] = ((digits[at] ?? 0) + by) % 10;
      assert.equal(parseMrn(digits.join("")), undefined);
    }),
  );
});

test("two neighbours swapped are always found", () => {
  fc.assert(
    fc.property(serial, fc.nat(7), (number, at) => {
      const digits = [...mrnOf(number)];
      fc.pre(digits[at] !== digits[at + 1]);
      [digits[at], digits[at + 1]] = [digits[at + 1] ?? "", digits[at] ?? ""];
      assert.equal(parseMrn(digits.join("")), undefined);
    }),
  );
});

test("what is no MRN is refused", () => {
  for (const text of ["", "12345678", "1004881711", "1004-88171x", "1004_8817_1"])
    assert.equal(parseMrn(text), undefined);
});

test("the beginning of an MRN is four digits or more, and not all of them", () => {
  assert.equal(parseMrnStart("1004 88"), "100488");
  assert.equal(parseMrnStart("1004 8817-"), "10048817");
  for (const text of ["100", "100488171", "1004x"]) assert.equal(parseMrnStart(text), undefined, text);
  assert.equal(formatMrn("1004"), "1004");
});
